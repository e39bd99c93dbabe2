package dev.memary.events;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Pauses that grow to a limit, with jitter so that replicas do not come back in step. They end at
 * once when the process stops.
 */
final class Patience {
  private static final int DOUBLINGS = 20;

  private final Duration first;
  private final Duration longest;
  private final CountDownLatch stopping = new CountDownLatch(1);

  Patience(Duration first, Duration longest) {
    if (first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the longest pause is at least the first, and none is negative");
    }
    this.first = first;
    this.longest = longest;
  }

  /** The n-th pause in a row, from 1. */
  void pause(String stage, int n) {
    try {
      if (stopping.await(length(n), TimeUnit.MILLISECONDS)) {
        throw new StageStoppedException(stage);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageStoppedException(stage);
    }
  }

  /** Goes on, unless the process stops. */
  void goOn(String stage) {
    if (stopping.getCount() == 0 || Thread.currentThread().isInterrupted()) {
      throw new StageStoppedException(stage);
    }
  }

  void stop() {
    stopping.countDown();
  }

  /** Between half of the full length and all of it. */
  long length(int n) {
    long full =
        Math.min(longest.toMillis(), first.toMillis() << Math.min(Math.max(n - 1, 0), DOUBLINGS));
    return full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1);
  }
}
