package dev.memary.memory.events;

import dev.memary.memory.store.OutboxStore;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Has models asked about what was understood without one, a portion at a time, so that what is new
 * comes first.
 */
@ApplicationScoped
public class SecondThoughts {
  private static final Logger LOG = Logger.getLogger(SecondThoughts.class);
  private static final int PORTION = 100;

  private final OutboxStore outbox;
  private final Duration atMostEvery;

  public SecondThoughts(
      OutboxStore outbox,
      @ConfigProperty(name = "memary.second-thoughts.after", defaultValue = "PT10M")
          Duration atMostEvery) {
    this.outbox = outbox;
    this.atMostEvery = atMostEvery;
  }

  @Scheduled(
      every = "${memary.second-thoughts.every:30s}",
      delayed = "30s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    try {
      outbox.askAgain(atMostEvery, PORTION);
    } catch (RuntimeException e) {
      LOG.warnf(
          "Episodes that were understood without a model cannot be looked for now: %s. Is"
              + " PostgreSQL up?",
          e.getClass().getSimpleName());
    }
  }
}
