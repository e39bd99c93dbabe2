package dev.memary.memory.events;

import dev.memary.memory.deadletters.DeadLetterStore;
import dev.memary.memory.store.OutboxStore;
import dev.memary.memory.store.OutboxStore.Backlog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * How far the pipeline is behind, for alerts. Looked up now and then and not by every scrape; not a
 * number while PostgreSQL cannot be asked.
 */
@ApplicationScoped
public class PipelineGauges {
  private static final Logger LOG = Logger.getLogger(PipelineGauges.class);

  private final OutboxStore outbox;
  private final DeadLetterStore letters;
  private volatile double pending = Double.NaN;
  private volatile double oldestSeconds = Double.NaN;
  private volatile double openLetters = Double.NaN;

  public PipelineGauges(OutboxStore outbox, DeadLetterStore letters, MeterRegistry metrics) {
    this.outbox = outbox;
    this.letters = letters;
    Gauge.builder("memary.outbox.pending", this, g -> g.pending)
        .description("Events that Kafka does not have yet; counted up to " + OutboxStore.COUNTED)
        .register(metrics);
    Gauge.builder("memary.outbox.oldest.seconds", this, g -> g.oldestSeconds)
        .description("How long the oldest event has been waiting for Kafka")
        .register(metrics);
    Gauge.builder("memary.dead.letters", this, g -> g.openLetters)
        .description("Events that were set aside and wait for an operator")
        .tag("state", "open")
        .register(metrics);
  }

  @Scheduled(
      every = "${memary.pipeline.measure-every:10s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void measure() {
    try {
      Backlog backlog = outbox.backlog();
      pending = backlog.pending();
      oldestSeconds = backlog.oldestSeconds();
      openLetters = letters.open();
    } catch (RuntimeException e) {
      pending = oldestSeconds = openLetters = Double.NaN;
      LOG.debug("The pipeline cannot be measured now", e);
    }
  }
}
