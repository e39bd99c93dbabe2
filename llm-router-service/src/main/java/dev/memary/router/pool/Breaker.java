package dev.memary.router.pool;

import java.time.Duration;

/**
 * Keeps requests from a node that fails: opens after some failures in a row, lets one request try
 * after a pause, and doubles the pause while that fails. Not thread-safe.
 */
final class Breaker {
  private static final int FAILURES = 3;
  private static final long FIRST_PAUSE = Duration.ofSeconds(2).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();

  private int failures;
  private long openUntil;
  private long pause = FIRST_PAUSE;
  private boolean open;
  private boolean trying;

  /** Whether a request may go there now. */
  boolean admits(long now) {
    return !open || (now >= openUntil && !trying);
  }

  /** How long until one may; 0 when one may now or when one is just trying. */
  long nanosUntilAdmitted(long now) {
    return open ? Math.max(0, openUntil - now) : 0;
  }

  boolean open() {
    return open;
  }

  /** A request goes there. */
  void entered() {
    trying = open;
  }

  void succeeded() {
    failures = 0;
    open = false;
    trying = false;
    pause = FIRST_PAUSE;
  }

  /** A request that says nothing about the node has ended. */
  void undecided() {
    trying = false;
  }

  void failed(long now) {
    failures++;
    if (open) {
      pause = Math.min(LONGEST_PAUSE, pause * 2);
    }
    if (open || failures >= FAILURES) {
      open = true;
      openUntil = now + pause;
    }
    trying = false;
  }
}
