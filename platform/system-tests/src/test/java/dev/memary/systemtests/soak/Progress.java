package dev.memary.systemtests.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Tells every half minute how far the work is. */
final class Progress implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private final LongSupplier acknowledged;
  private final LongSupplier understood;
  private final Instant begin = Instant.now();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private long before;

  Progress(LongSupplier acknowledged, LongSupplier understood) {
    this.acknowledged = acknowledged;
    this.understood = understood;
    clock.scheduleAtFixedRate(
        this::tell, INTERVAL.toSeconds(), INTERVAL.toSeconds(), TimeUnit.SECONDS);
  }

  private void tell() {
    long now = understood.getAsLong();
    System.out.printf(
        "  %4d s: %d acknowledged, %d searchable and understood (%.0f/s)%n",
        Duration.between(begin, Instant.now()).toSeconds(),
        acknowledged.getAsLong(),
        now,
        (now - before) / (double) INTERVAL.toSeconds());
    before = now;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
