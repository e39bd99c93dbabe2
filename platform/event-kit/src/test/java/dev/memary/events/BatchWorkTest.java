package dev.memary.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class BatchWorkTest {
  private static final Stage STAGE = new Stage("test", "test-group");
  private static final Duration LONG = Duration.ofDays(1);

  private final List<Integer> done = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final List<String> letters = new ArrayList<>();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private int brokerFailures;

  private static final class Refused extends RuntimeException {}

  private static final class Away extends RuntimeException {}

  private static final class Slow extends RuntimeException {}

  @Test
  void allGood_processedInOneGo() {
    List<Integer> sizes = new ArrayList<>();

    process(20, batch -> sizes.add(batch.size()));

    assertThat(sizes).containsExactly(20);
    assertThat(events("processed")).isEqualTo(20);
  }

  @Test
  void refused_setAsideAlone_theOthersDone() {
    process(
        20,
        batch -> {
          failFor(batch, n -> n % 10 == 7, Refused::new);
          batch.forEach(r -> done.add(r.event()));
        });

    assertThat(told).containsExactly("7 refused", "17 refused");
    assertThat(letters).containsExactly("7 refused Refused", "17 refused Refused");
    assertThat(done).hasSize(18).doesNotContain(7, 17).doesNotHaveDuplicates();
    assertThat(events("processed")).isEqualTo(18);
    assertThat(events("refused")).isEqualTo(2);
  }

  @Test
  void failedAFewTimes_thenDone() {
    int[] calls = {0};

    process(
        4,
        batch -> {
          if (++calls[0] < 4) {
            throw new IllegalStateException("not now");
          }
        });

    assertThat(calls[0]).isEqualTo(4);
    assertThat(letters).isEmpty();
    assertThat(retries("failed")).isEqualTo(3);
  }

  @Test
  void failedEveryTime_triedFourTimesAlone_thenSetAside() {
    int[] alone = {0};

    process(
        8,
        batch -> {
          if (batch.size() == 1 && batch.getFirst().event() == 3) {
            alone[0]++;
          }
          failFor(batch, n -> n == 3, IllegalStateException::new);
          batch.forEach(r -> done.add(r.event()));
        });

    assertThat(alone[0]).isEqualTo(4);
    assertThat(told).containsExactly("3 retries_exhausted");
    assertThat(letters).containsExactly("3 retries_exhausted IllegalStateException");
    assertThat(done).containsExactly(0, 1, 2, 4, 5, 6, 7);
    assertThat(events("failed")).isEqualTo(1);
  }

  @Test
  void slow_largeWorkIsDivided_whatIsAloneIsTriedManyTimes() {
    List<Integer> sizes = new ArrayList<>();
    int[] alone = {0};

    process(
        4,
        batch -> {
          sizes.add(batch.size());
          if (batch.size() > 1 || (batch.getFirst().event() == 3 && ++alone[0] < 20)) {
            throw new Slow();
          }
          batch.forEach(r -> done.add(r.event()));
        });

    assertThat(sizes).startsWith(4, 4, 4, 4, 2, 1);
    assertThat(done).containsExactly(0, 1, 2, 3);
    assertThat(letters).isEmpty();
  }

  @Test
  void slowForEver_setAside() {
    int[] calls = {0};

    process(
        1,
        batch -> {
          calls[0]++;
          throw new Slow();
        });

    assertThat(calls[0]).isEqualTo(30);
    assertThat(letters).containsExactly("0 retries_exhausted Slow");
  }

  @Test
  void error_endsNoStage() {
    process(
        2,
        batch -> {
          failFor(batch, n -> n == 0, StackOverflowError::new);
          batch.forEach(r -> done.add(r.event()));
        });

    assertThat(letters).containsExactly("0 retries_exhausted StackOverflowError");
    assertThat(done).containsExactly(1);
  }

  @Test
  void neighbourAway_waitsLongerThanAnyAttempts_andSetsNothingAside() {
    int[] calls = {0};

    process(
        4,
        batch -> {
          if (++calls[0] <= 50) {
            assertThat(waiting()).isEqualTo(calls[0] == 1 ? 0 : 1);
            throw new RuntimeException(new Away());
          }
        });

    assertThat(calls[0]).isEqualTo(51);
    assertThat(letters).isEmpty();
    assertThat(retries("unavailable")).isEqualTo(50);
    assertThat(waiting()).isZero();
  }

  @Test
  void awayWhileDividing_onlyThatPartWaits() {
    boolean[] wasAway = {false};

    process(
        4,
        batch -> {
          failFor(batch, n -> n == 3, Refused::new);
          if (batch.size() == 1 && !wasAway[0]) {
            wasAway[0] = true;
            throw new Away();
          }
          batch.forEach(r -> done.add(r.event()));
        });

    assertThat(done).containsExactly(0, 1, 2);
    assertThat(told).containsExactly("3 refused");
  }

  @Test
  void brokerAwayWhileSettingAside_triedUntilItIsAside() {
    brokerFailures = 10;

    process(1, batch -> failFor(batch, n -> true, Refused::new));

    assertThat(letters).hasSize(1);
    assertThat(told).containsExactly("0 refused");
  }

  @Test
  void letterIsSetAside_beforeAnybodyIsTold() {
    work(Duration.ZERO)
        .process(
            STAGE,
            batch(1),
            batch -> failFor(batch, n -> true, Refused::new),
            (element, reason) -> assertThat(letters).hasSize(1));

    assertThat(letters).hasSize(1);
  }

  @Test
  void tellingFails_triedUntilTold_withOneLetterOnly() {
    int[] calls = {0};

    work(Duration.ZERO)
        .process(
            STAGE,
            batch(1),
            batch -> failFor(batch, n -> true, Refused::new),
            (element, reason) -> {
              if (++calls[0] < 9) {
                throw calls[0] % 2 == 0 ? new Refused() : new IllegalStateException();
              }
            });

    assertThat(calls[0]).isEqualTo(9);
    assertThat(letters).hasSize(1);
  }

  @Test
  void processStops_waitingEndsAtOnce() throws Exception {
    BatchWork work = work(LONG);
    CountDownLatch tried = new CountDownLatch(1);
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<?> waiting =
          threads.submit(() -> work.process(STAGE, batch(1), away(tried), this::tell));
      tried.await();

      work.stop(new ShutdownEvent());

      assertThatThrownBy(waiting::get).hasCauseInstanceOf(StageStoppedException.class);
    }
    assertThat(letters).isEmpty();
  }

  @Test
  void interrupted_waitingEndsAtOnce() throws Exception {
    BatchWork work = work(LONG);
    CountDownLatch tried = new CountDownLatch(1);
    var threads = Executors.newSingleThreadExecutor();
    Future<?> waiting =
        threads.submit(() -> work.process(STAGE, batch(1), away(tried), this::tell));
    tried.await();

    threads.shutdownNow();

    assertThatThrownBy(waiting::get).hasCauseInstanceOf(StageStoppedException.class);
    assertThat(letters).isEmpty();
  }

  @Test
  void failedBecauseTheProcessStops_nothingIsSetAside() {
    BatchWork work = work(Duration.ZERO);

    assertThatThrownBy(() ->
            work.process(
                STAGE,
                batch(1),
                batch -> {
                  work.stop(new ShutdownEvent());
                  throw new Refused();
                },
                this::tell))
        .isInstanceOf(StageStoppedException.class);
    assertThat(letters).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void sideBySide_partsRunAtOnce_keysStayTogetherAndInOrder() {
    CyclicBarrier both = new CyclicBarrier(2);
    Map<String, List<Integer>> parts = new ConcurrentHashMap<>();
    List<Received<Integer>> batch =
        IntStream.range(0, 20)
            .mapToObj(n ->
                new Received<>(
                    n, new ConsumerRecord<>("topic", 0, n, n % 2 == 0 ? "a" : "b", "" + n)))
            .toList();

    work(Duration.ZERO)
        .processSideBySide(
            STAGE,
            batch,
            part -> {
              meet(both);
              part.forEach(r ->
                  parts
                      .computeIfAbsent(r.record().key(), key -> new CopyOnWriteArrayList<>())
                      .add(r.event()));
            },
            this::tell);

    assertThat(parts).containsOnlyKeys("a", "b");
    assertThat(parts.get("a")).hasSize(10).isSorted();
    assertThat(parts.get("b")).hasSize(10).isSorted();
    assertThat(events("processed")).isEqualTo(20);
  }

  @Test
  void sideBySide_interrupted_endsEveryPart() throws Exception {
    CountDownLatch tried = new CountDownLatch(2);
    BatchWork work = work(LONG);
    List<Received<Integer>> batch =
        List.of(
            new Received<>(1, new ConsumerRecord<>("topic", 0, 1, "a", "1")),
            new Received<>(2, new ConsumerRecord<>("topic", 0, 2, "b", "2")));
    var threads = Executors.newSingleThreadExecutor();
    Future<?> waiting =
        threads.submit(() -> work.processSideBySide(STAGE, batch, away(tried), this::tell));
    tried.await();

    threads.shutdownNow();

    assertThatThrownBy(waiting::get).hasCauseInstanceOf(StageStoppedException.class);
    assertThat(letters).isEmpty();
  }

  private static void meet(CyclicBarrier others) {
    try {
      others.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("The other part does not run", e);
    }
  }

  private Consumer<List<Received<Integer>>> away(CountDownLatch tried) {
    return batch -> {
      tried.countDown();
      throw new Away();
    };
  }

  private void process(int size, Consumer<List<Received<Integer>>> work) {
    work(Duration.ZERO).process(STAGE, batch(size), work, this::tell);
  }

  private BatchWork work(Duration pause) {
    return new BatchWork(
        List.of(failure ->
            switch (failure) {
              case Refused refused -> Optional.of(FailureKind.REFUSED);
              case Away away -> Optional.of(FailureKind.UNAVAILABLE);
              case Slow slow -> Optional.of(FailureKind.SLOW);
              case EventsUnavailableException away -> Optional.of(FailureKind.UNAVAILABLE);
              default -> Optional.empty();
            }),
        this::setAside,
        metrics,
        4,
        30,
        pause,
        pause,
        2);
  }

  private void tell(Received<Integer> element, String reason) {
    told.add(element.event() + " " + reason);
  }

  private void setAside(
      Stage stage, ConsumerRecord<String, String> record, String cause, Throwable failure) {
    if (brokerFailures-- > 0) {
      throw new EventsUnavailableException("away", new IllegalStateException());
    }
    letters.add(record.value() + " " + cause + " " + DeadLetters.detail(failure));
  }

  private static void failFor(
      List<Received<Integer>> batch, IntPredicate bad, Supplier<Throwable> failure) {
    if (batch.stream().anyMatch(r -> bad.test(r.event()))) {
      switch (failure.get()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable other -> throw new AssertionError(other);
      }
    }
  }

  private static List<Received<Integer>> batch(int size) {
    return IntStream.range(0, size)
        .mapToObj(n -> new Received<>(n, new ConsumerRecord<>("topic", 0, n, "key", "" + n)))
        .toList();
  }

  private double events(String outcome) {
    return metrics.counter("memary.stage.events", "stage", "test", "outcome", outcome).count();
  }

  private double retries(String kind) {
    return metrics.counter("memary.stage.retries", "stage", "test", "kind", kind).count();
  }

  private double waiting() {
    var gauge = metrics.find("memary.stage.waiting").tag("stage", "test").gauge();
    return gauge == null ? 0 : gauge.value();
  }
}
