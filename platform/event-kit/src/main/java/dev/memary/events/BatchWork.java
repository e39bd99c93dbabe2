package dev.memary.events;

import static java.util.stream.Collectors.groupingBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Work on batches that neither stalls nor loses: it waits for neighbours that are away, as long as
 * it takes; it tries again what failed, a few times; and what cannot be done is found by dividing
 * the batch and set aside, so that it holds up nothing else. The work must be idempotent: an
 * element may be processed again.
 */
@ApplicationScoped
public class BatchWork {
  private static final Logger LOG = Logger.getLogger(BatchWork.class);

  /** At pauses of ten seconds, a reminder a minute. */
  private static final int REMIND_EVERY = 6;

  private static final int CAUSES = 20;

  private final List<FailureClassifier> classifiers;
  private final DeadLetters letters;
  private final MeterRegistry metrics;
  private final Patience patience;
  private final int attempts;
  private final int slowAttempts;
  private final int parallel;
  private final Map<String, AtomicInteger> waiting = new ConcurrentHashMap<>();

  @Inject
  public BatchWork(
      @All List<FailureClassifier> classifiers,
      DeadLetters letters,
      MeterRegistry metrics,
      @ConfigProperty(name = "memary.stage.attempts", defaultValue = "4") int attempts,
      @ConfigProperty(name = "memary.stage.slow-attempts", defaultValue = "60") int slowAttempts,
      @ConfigProperty(name = "memary.stage.first-pause", defaultValue = "PT0.25S")
          Duration firstPause,
      @ConfigProperty(name = "memary.stage.longest-pause", defaultValue = "PT10S")
          Duration longestPause,
      @ConfigProperty(name = "memary.stage.parallel", defaultValue = "2") int parallel) {
    if (attempts < 1 || parallel < 1) {
      throw new IllegalArgumentException(
          "memary.stage.attempts and memary.stage.parallel must be at least 1");
    }
    this.parallel = parallel;
    this.classifiers = classifiers;
    this.letters = letters;
    this.metrics = metrics;
    this.attempts = attempts;
    this.slowAttempts = Math.max(attempts, slowAttempts);
    this.patience = new Patience(firstPause, longestPause);
  }

  /** Tells others that an element was set aside, with the reason as a code. */
  @FunctionalInterface
  public interface SetAside<T> {
    void tell(Received<T> element, String reason);
  }

  private record Part<T>(List<Received<T>> elements, int attempts) {
    boolean isAlone() {
      return elements.size() == 1;
    }
  }

  private record Defeat(FailureKind kind, Throwable failure) {
    String cause() {
      return kind == FailureKind.REFUSED ? "refused" : "retries_exhausted";
    }
  }

  /**
   * Processes parts of a batch side by side, so that one works while another waits for its
   * neighbours. Elements with the same key stay in one part, in their order. Returns when every
   * element was processed or set aside.
   *
   * @throws StageStoppedException when the process stops before that
   */
  public <T> void processSideBySide(
      Stage stage,
      List<Received<T>> batch,
      Consumer<List<Received<T>>> work,
      SetAside<T> setAside) {
    Collection<List<Received<T>>> parts =
        batch.stream()
            .collect(groupingBy(r -> Math.floorMod(Objects.hashCode(r.record().key()), parallel)))
            .values();
    if (parts.size() < 2) {
      process(stage, batch, work, setAside);
      return;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (List<Received<T>> part : parts) {
        running.add(threads.submit(() -> process(stage, part, work, setAside)));
      }
      await(stage, running, threads);
    }
  }

  /** An interruption ends the parts at once. */
  private static void await(Stage stage, List<Future<?>> running, ExecutorService threads) {
    try {
      for (Future<?> part : running) {
        part.get();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
      throw new StageStoppedException(stage.name());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("A part of a batch failed", e.getCause());
    }
  }

  /**
   * Returns when every element was processed or set aside.
   *
   * @throws StageStoppedException when the process stops before that
   */
  public <T> void process(
      Stage stage,
      List<Received<T>> batch,
      Consumer<List<Received<T>>> work,
      SetAside<T> setAside) {
    Deque<Part<T>> parts = new ArrayDeque<>();
    if (!batch.isEmpty()) {
      parts.push(new Part<>(batch, attempts));
    }
    while (!parts.isEmpty()) {
      Part<T> part = parts.pop();
      Optional<Defeat> defeat =
          attempt(
              stage,
              part.attempts(),
              part.isAlone() ? slowAttempts : part.attempts(),
              () -> work.accept(part.elements()));
      if (defeat.isEmpty()) {
        count(stage, "processed", part.elements().size());
      } else if (part.isAlone()) {
        setAside(stage, part.elements().getFirst(), defeat.get(), setAside);
      } else {
        divide(part.elements(), parts);
      }
    }
  }

  /** Parts on the way to a bad element are tried once; the one that is left alone in earnest. */
  private <T> void divide(List<Received<T>> elements, Deque<Part<T>> parts) {
    int middle = elements.size() / 2;
    for (List<Received<T>> half :
        List.of(elements.subList(middle, elements.size()), elements.subList(0, middle))) {
      parts.push(new Part<>(half, half.size() == 1 ? attempts : 1));
    }
  }

  private <T> void setAside(Stage stage, Received<T> element, Defeat defeat, SetAside<T> setAside) {
    setAside(stage, element.record(), defeat.cause(), defeat.failure());
    untilDone(stage, () -> setAside.tell(element, defeat.cause()));
    count(stage, defeat.kind() == FailureKind.REFUSED ? "refused" : "failed", 1);
  }

  /** Sets a record aside that cannot even be read as an event. */
  public void setAsideUnreadable(
      Stage stage, ConsumerRecord<String, String> record, Throwable failure) {
    setAside(stage, record, "unreadable", failure);
    count(stage, "unreadable", 1);
  }

  private void setAside(
      Stage stage, ConsumerRecord<String, String> record, String cause, Throwable failure) {
    untilDone(stage, () -> letters.forward(stage, record, cause, failure));
    LOG.errorf(
        "Stage %s set aside an event of %s, partition %d, offset %d, space %s: %s, %s. It is in"
            + " %s%s; replay it through /v1/admin/dead-letters once the cause is mended.",
        stage.name(),
        record.topic(),
        record.partition(),
        record.offset(),
        record.key(),
        cause,
        DeadLetters.detail(failure),
        record.topic(),
        DeadLetterHeaders.TOPIC_SUFFIX);
  }

  /**
   * Repeats the work until it is done, whatever the failure: for what must not be lost and has no
   * place to be set aside to.
   *
   * @throws StageStoppedException when the process stops before that
   */
  public void untilDone(Stage stage, Runnable work) {
    int refusals = 0;
    while (attempt(stage, Integer.MAX_VALUE, Integer.MAX_VALUE, work).isPresent()) {
      retry(stage, FailureKind.REFUSED, ++refusals);
    }
  }

  /** Empty when the work is done. */
  private Optional<Defeat> attempt(Stage stage, int attempts, int slowAttempts, Runnable work) {
    int failures = 0;
    int timeouts = 0;
    int waits = 0;
    while (true) {
      Throwable failure = failureOf(work);
      if (failure == null) {
        resumed(stage, waits);
        return Optional.empty();
      }
      if (failure instanceof StageStoppedException stopped) {
        throw stopped;
      }
      // What fails because the process stops is nobody's fault, least of all the event's.
      patience.goOn(stage.name());
      FailureKind kind = kindOf(failure);
      if (kind == FailureKind.UNAVAILABLE) {
        log(stage, failure, ++waits);
        if (waits == 1) {
          waiting(stage, 1);
        }
        retry(stage, kind, waits);
      } else if (kind == FailureKind.SLOW && ++timeouts < slowAttempts) {
        tryAgain(stage, kind, timeouts, failure);
      } else if (kind != FailureKind.FAILED || ++failures >= attempts) {
        resumed(stage, waits);
        return Optional.of(new Defeat(kind, failure));
      } else {
        tryAgain(stage, kind, failures, failure);
      }
    }
  }

  private void tryAgain(Stage stage, FailureKind kind, int failures, Throwable failure) {
    LOG.warnf(
        "Stage %s failed, attempt %d: %s. It tries again.",
        stage.name(), failures, DeadLetters.detail(failure));
    LOG.debug("The failure", failure);
    retry(stage, kind, failures);
  }

  /** Errors count as well: an event must not end a stage, however it is bad. */
  private static @Nullable Throwable failureOf(Runnable work) {
    try {
      work.run();
      return null;
    } catch (Throwable failure) {
      return failure;
    }
  }

  FailureKind kindOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES; depth++) {
      for (FailureClassifier classifier : classifiers) {
        Optional<FailureKind> kind = classifier.kindOf(cause);
        if (kind.isPresent()) {
          return kind.get();
        }
      }
      cause = cause.getCause();
    }
    return FailureKind.FAILED;
  }

  private void retry(Stage stage, FailureKind kind, int pause) {
    metrics
        .counter(
            "memary.stage.retries",
            "stage",
            stage.name(),
            "kind",
            kind.name().toLowerCase(Locale.ROOT))
        .increment();
    patience.pause(stage.name(), pause);
  }

  private static void log(Stage stage, Throwable failure, int waits) {
    if (waits % REMIND_EVERY == 1) {
      LOG.warnf(
          "Stage %s waits for a neighbour, attempt %d: %s: %s. Nothing is lost; check the services"
              + " and stores it needs.",
          stage.name(), waits, failure.getClass().getSimpleName(), failure.getMessage());
    }
  }

  private void resumed(Stage stage, int waits) {
    if (waits > 0) {
      waiting(stage, -1);
      LOG.infof("Stage %s goes on after %d attempts.", stage.name(), waits);
    }
  }

  private void waiting(Stage stage, int change) {
    waiting.computeIfAbsent(stage.name(), this::gauge).addAndGet(change);
  }

  private void count(Stage stage, String outcome, int events) {
    waiting.computeIfAbsent(stage.name(), this::gauge);
    metrics
        .counter("memary.stage.events", "stage", stage.name(), "outcome", outcome)
        .increment(events);
  }

  private AtomicInteger gauge(String stage) {
    AtomicInteger value = new AtomicInteger();
    metrics.gauge("memary.stage.waiting", Tags.of("stage", stage), value);
    return value;
  }

  void stop(@Observes ShutdownEvent event) {
    patience.stop();
  }
}
