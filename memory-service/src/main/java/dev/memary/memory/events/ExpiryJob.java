package dev.memary.memory.events;

import dev.memary.memory.forgetting.ForgetStore;
import dev.memary.memory.forgetting.OverdueMemories;
import dev.memary.memory.forgetting.OverdueMemories.Overdue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Forgets what has had its time, as if somebody had asked for it: with tombstone and receipt.
 * Several replicas may do it at once.
 */
@ApplicationScoped
public class ExpiryJob {
  private static final Logger LOG = Logger.getLogger(ExpiryJob.class);
  private static final int PORTION = 200;

  private final OverdueMemories overdue;
  private final ForgetStore forgetting;
  private final Counter expired;

  public ExpiryJob(OverdueMemories overdue, ForgetStore forgetting, MeterRegistry metrics) {
    this.overdue = overdue;
    this.forgetting = forgetting;
    this.expired = metrics.counter("memary.memories.expired");
  }

  @Scheduled(
      every = "${memary.expiry.every:60s}",
      delayed = "20s",
      concurrentExecution = ConcurrentExecution.SKIP)
  public void run() {
    try {
      int forgotten;
      do {
        forgotten = forget(overdue.next(PORTION));
      } while (forgotten == PORTION);
    } catch (RuntimeException e) {
      LOG.warnf(
          "What has had its time cannot be forgotten now and will be tried again: %s. Is"
              + " PostgreSQL up?",
          e.getClass().getSimpleName());
    }
  }

  private int forget(List<Overdue> memories) {
    for (Overdue memory : memories) {
      if (forgetting.forgetEpisode(memory.tenantId(), memory.episodeId(), null).isPresent()) {
        expired.increment();
      }
    }
    return memories.size();
  }
}
