package dev.memary.memory.events;

import dev.memary.memory.summaries.Summaries;
import dev.memary.memory.summaries.SummaryStore;
import dev.memary.memory.summaries.SummaryStore.Grown;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Has sessions summarised that have grown, one after the other, so that chats come first. */
@ApplicationScoped
public class SummaryJob {
  private static final Logger LOG = Logger.getLogger(SummaryJob.class);
  private static final int PORTION = 20;

  private final Summaries summaries;
  private final SummaryStore store;
  private final boolean enabled;

  public SummaryJob(
      Summaries summaries,
      SummaryStore store,
      @ConfigProperty(name = "memary.summaries.by-model", defaultValue = "true") boolean enabled) {
    this.summaries = summaries;
    this.store = store;
    this.enabled = enabled;
  }

  @Scheduled(
      every = "${memary.summaries.every:30s}",
      delayed = "30s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    try {
      if (enabled) {
        renew();
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          "Sessions cannot be summarised now and will be later: %s. Context blocks quote them"
              + " meanwhile. Are PostgreSQL and llm-router-service up?",
          e.getClass().getSimpleName());
    }
  }

  /** Without a model there is no use in asking for the next one. */
  private void renew() {
    for (Grown session : store.grown(Summaries.GROWTH, PORTION)) {
      if (!summaries.renew(session)) {
        LOG.debug("No model summarises now; sessions will be summarised later");
        return;
      }
    }
  }
}
