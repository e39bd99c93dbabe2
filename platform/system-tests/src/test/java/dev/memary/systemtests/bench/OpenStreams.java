package dev.memary.systemtests.bench;

import dev.memary.systemtests.bench.Measured.Memory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds many streams open, each of which says a word a second. */
final class OpenStreams {
  private static final Script SLOW = new Script(600, Duration.ofSeconds(1));

  /** Opened and closed again first, so that what is loaded once is not counted. */
  private static final int REHEARSAL = 50;

  private static final int OPENED_PER_SECOND = 250;
  private static final Duration SETTLING = Duration.ofSeconds(3);

  private final Upstream upstream;
  private final Duration patience;

  OpenStreams(Upstream upstream, Duration patience) {
    this.upstream = upstream;
    this.patience = patience;
  }

  /**
   * What the gateway takes before, and while that many are open. To be measured before any load, or
   * what that has left behind hides what the streams take.
   */
  Report.Streams hold(Gateway gateway, int streams, int eventLoops)
      throws IOException, InterruptedException {
    try (AskingClient client = new AskingClient(eventLoops, REHEARSAL, patience)) {
      open(client, gateway.route(), REHEARSAL, new Figures());
    }
    TimeUnit.NANOSECONDS.sleep(SETTLING.toNanos());
    Memory before = gateway.process().memory();
    Figures figures = new Figures();
    try (AskingClient client = new AskingClient(eventLoops, streams, patience)) {
      open(client, gateway.route(), streams, figures);
      Memory with = gateway.process().memory();
      return new Report.Streams(
          gateway.name(), figures.first().getTotalCount(), figures.errors(), before, with);
    }
  }

  private void open(AskingClient client, Route route, int streams, Figures figures)
      throws InterruptedException {
    Question question = upstream.question(1, true, SLOW);
    CountDownLatch end = new CountDownLatch(streams);
    new OpenLoop()
        .run(
            streams, OPENED_PER_SECOND, (_, due) -> client.ask(route, question, due, figures, end));
    Instant deadline = Instant.now().plus(patience);
    while (figures.first().getTotalCount() < streams && Instant.now().isBefore(deadline)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    TimeUnit.NANOSECONDS.sleep(SETTLING.toNanos());
  }
}
