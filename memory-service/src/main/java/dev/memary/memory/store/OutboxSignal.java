package dev.memary.memory.store;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the relays when something was written to the outbox: the one of this process at once, those
 * of other replicas through PostgreSQL.
 */
@Singleton
public class OutboxSignal {
  /** So that many commits at once cost one look at the outbox. */
  private static final Duration GATHER = Duration.ofMillis(20);

  /** Other replicas look for themselves when this one cannot: they need not know at once. */
  private static final Duration GATHER_UNTOLD = Duration.ofMillis(250);

  private final Semaphore written = new Semaphore(0);
  private final Semaphore untold = new Semaphore(0);

  /** This process has written to the outbox and committed. */
  void wake() {
    written.release();
    untold.release();
  }

  /** Somebody has. */
  void heard() {
    written.release();
  }

  /** Waits until something was written, or for the given time at most; tells which. */
  public boolean await(Duration atMost) throws InterruptedException {
    boolean woken = written.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (woken) {
      Thread.sleep(GATHER);
    }
    written.drainPermits();
    return woken;
  }

  /** Waits until others are to be told; commits that came meanwhile are told of together. */
  void awaitUntold() throws InterruptedException {
    untold.acquire();
    Thread.sleep(GATHER_UNTOLD);
    untold.drainPermits();
  }
}
