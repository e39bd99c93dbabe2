package dev.memary.agent.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Closes streams on which nothing comes for too long: the JDK's client bounds the head only. */
final class Watchdog implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("router-watchdog").factory());
  private final Duration patience;

  Watchdog(Duration patience) {
    this.patience = patience;
  }

  Watch watch(InputStream stream) {
    return new Watch(stream);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** One stream under watch. */
  final class Watch implements AutoCloseable {
    private static final long NOT_WAITING = -1;

    private final long start = System.nanoTime();
    private final ScheduledFuture<?> checks;
    private volatile long waitingSince = 0;

    private Watch(InputStream stream) {
      long period = Math.max(1, patience.toMillis() / 4);
      this.checks =
          timer.scheduleAtFixedRate(() -> check(stream), period, period, TimeUnit.MILLISECONDS);
    }

    /** Something is being waited for from now on. */
    void waiting() {
      waitingSince = elapsed();
    }

    /** It came; what happens until the next wait takes as long as it takes. */
    void served() {
      waitingSince = NOT_WAITING;
    }

    @Override
    public void close() {
      checks.cancel(false);
    }

    private void check(InputStream stream) {
      long since = waitingSince;
      if (since != NOT_WAITING && elapsed() - since > patience.toNanos()) {
        try {
          stream.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          close();
        }
      }
    }

    private long elapsed() {
      return System.nanoTime() - start;
    }
  }
}
