package dev.memary.router.provider;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Ends what takes too long. A timer that is not needed any more is not kept until its time. */
@Singleton
class Clock {
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("router-clock").factory());

  Clock() {
    clock.setRemoveOnCancelPolicy(true);
  }

  @Produces
  @Singleton
  @RouterClock
  ScheduledExecutorService executor() {
    return clock;
  }

  @PreDestroy
  void stop() {
    clock.shutdownNow();
  }
}
