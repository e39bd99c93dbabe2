package dev.memary.memory.store;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the relay when this process has written to the outbox. */
@Singleton
public class OutboxSignal {
  private final Semaphore written = new Semaphore(0);

  void wake() {
    written.release();
  }

  /** Waits until something was written, or for the given time at most. */
  public void await(Duration atMost) throws InterruptedException {
    if (written.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      written.drainPermits();
    }
  }
}
