package dev.memary.systemtests.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.systemtests.MemaryClient;
import dev.memary.systemtests.MemaryClient.Answer;
import dev.memary.systemtests.soak.Corpus.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Applications that remember: several at once, each repeating a request until it is acknowledged,
 * as a well-behaved client does.
 */
final class Load {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final List<MemaryClient> tenants;
  private final int writers;
  private final Map<String, JsonNode> firstAnswers = new ConcurrentHashMap<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();

  Load(List<MemaryClient> tenants, int writers) {
    this.tenants = tenants;
    this.writers = writers;
  }

  /**
   * Sends all requests.
   *
   * @param backlog episodes that are acknowledged but not understood yet
   * @param mostBacklog writers wait while there are more
   */
  void run(List<Request> requests, LongSupplier backlog, long mostBacklog) throws Exception {
    Queue<Request> waiting = new ConcurrentLinkedQueue<>(requests);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        done.add(threads.submit(() -> write(waiting, backlog, mostBacklog)));
      }
      for (Future<?> writer : done) {
        writer.get();
      }
    }
  }

  /** Episodes acknowledged for the first time. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Requests that had to be sent again because no answer came, or none that helped. */
  long repeated() {
    return repeated.get();
  }

  /** Answers that no client should ever see. */
  List<String> broken() {
    return List.copyOf(broken);
  }

  private void write(Queue<Request> waiting, LongSupplier backlog, long mostBacklog) {
    for (Request next = waiting.poll(); next != null; next = waiting.poll()) {
      while (backlog.getAsLong() > mostBacklog) {
        pause();
      }
      remember(next);
    }
  }

  private void remember(Request request) {
    while (true) {
      Answer answer = send(request);
      if (answer != null && answer.status() == 202) {
        check(request, answer.body().get("memory_ids"));
        return;
      }
      if (answer != null && answer.status() < 500 && answer.status() != 429) {
        broken.add("a correct request was refused: " + answer.status() + " " + answer.body());
        return;
      }
      repeated.incrementAndGet();
      pause();
    }
  }

  private Answer send(Request request) {
    String[] headers =
        request.hasIdempotencyKey()
            ? new String[] {"Idempotency-Key", request.idempotencyKey()}
            : new String[0];
    try {
      return tenants.get(request.tenant()).post("/v1/memories", request.body(), headers);
    } catch (IllegalStateException e) {
      return null;
    }
  }

  private void check(Request request, JsonNode ids) {
    JsonNode first = firstAnswers.putIfAbsent(request.idempotencyKey(), ids);
    if (first == null) {
      acknowledged.addAndGet(request.sentences().size());
    } else if (!first.equals(ids)) {
      broken.add("a repetition got other memories: " + first + " and then " + ids);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
