package dev.memary.systemtests.bench;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Loads routes and records what comes back. */
final class Bench {
  /** Beyond the client's own patience, so that it is the client that gives up. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final AskingClient client;
  private final Duration patience;
  private final Random order;

  Bench(AskingClient client, Duration patience, long seed) {
    this.client = client;
    this.patience = patience;
    this.order = new Random(seed);
  }

  /**
   * What one load showed.
   *
   * @param late by how much requests were started after they were due: what the client itself, or
   *     the machine under it, adds to every latency
   */
  record Seen(List<Figures> routes, Histogram late) {}

  /**
   * Loads all routes at once, each at the rate. They take turns, in an order that is drawn anew
   * every time, so that none of them always runs in the wake of another.
   */
  Seen load(List<Route> routes, Question question, int perSecond, Duration duration)
      throws InterruptedException {
    int rounds = Math.max(1, (int) (duration.toMillis() * perSecond / 1000));
    int count = rounds * routes.size();
    List<Figures> figures = Stream.generate(Figures::new).limit(routes.size()).toList();
    Histogram late = Figures.histogram();
    CountDownLatch waiting = new CountDownLatch(count);
    Turns turns = new Turns(routes.size(), order);
    new OpenLoop()
        .run(
            count,
            (double) perSecond * routes.size(),
            (index, due) -> {
              Figures.record(late, System.nanoTime() - due);
              int route = turns.next();
              client.ask(routes.get(route), question, due, figures.get(route), waiting);
            });
    if (!waiting.await(patience.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
      figures.getLast().failed("%d never ended".formatted(waiting.getCount()));
    }
    return new Seen(figures, late);
  }
}
