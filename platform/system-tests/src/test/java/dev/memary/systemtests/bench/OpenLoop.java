package dev.memary.systemtests.bench;

import java.util.concurrent.locks.LockSupport;

/**
 * Starts requests when they are due, whatever became of those before. Who is started late keeps the
 * time at which it was due, so that no stall hides the requests that would have come meanwhile.
 */
public final class OpenLoop {
  private static final double NANOS = 1e9;

  private final Clock clock;

  public OpenLoop() {
    this(new SystemClock());
  }

  OpenLoop(Clock clock) {
    this.clock = clock;
  }

  /** Starts as many, so many a second. */
  public void run(int count, double perSecond, Start start) {
    long begin = clock.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = begin + Math.round(i * NANOS / perSecond);
      clock.sleepUntil(due);
      start.now(i, due);
    }
  }

  public interface Start {
    /** Starts the request of that index, which was due at that time; returns at once. */
    void now(int index, long due);
  }

  interface Clock {
    long nanoTime();

    void sleepUntil(long nanoTime);
  }

  private record SystemClock() implements Clock {
    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void sleepUntil(long nanoTime) {
      for (long left = nanoTime - nanoTime(); left > 0; left = nanoTime - nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }
}
