package dev.memary.memory.events;

import dev.memary.events.EventPublisher;
import dev.memary.memory.store.OutboxSignal;
import dev.memary.memory.store.OutboxStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Carries the outbox to Kafka, and again what has been pending for too long. */
@ApplicationScoped
public class OutboxRelay {
  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final int BATCH = 500;

  private static final Duration POLL = Duration.ofSeconds(1);

  private final OutboxStore outbox;
  private final OutboxSignal signal;
  private final EventPublisher publisher;
  private final Duration pendingFor;
  private final Duration receiptsPendingFor;
  private final Counter relayed;
  private final Thread thread;

  public OutboxRelay(
      OutboxStore outbox,
      OutboxSignal signal,
      EventPublisher publisher,
      @ConfigProperty(name = "memary.sweeper.pending-for", defaultValue = "PT10M")
          Duration pendingFor,
      @ConfigProperty(name = "memary.sweeper.receipts-pending-for", defaultValue = "PT10M")
          Duration receiptsPendingFor,
      MeterRegistry metrics) {
    this.outbox = outbox;
    this.signal = signal;
    this.thread = Thread.ofVirtual().name("outbox-relay").unstarted(this::run);
    this.publisher = publisher;
    this.pendingFor = pendingFor;
    this.receiptsPendingFor = receiptsPendingFor;
    this.relayed = metrics.counter("memary.outbox.relayed");
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) {
    thread.interrupt();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        signal.await(POLL);
        relay();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void relay() {
    try {
      int some;
      do {
        some = outbox.relay(BATCH, publisher::publish);
        relayed.increment(some);
      } while (some == BATCH && !Thread.currentThread().isInterrupted());
    } catch (RuntimeException e) {
      LOG.warnf(
          "The outbox cannot be relayed now and will be tried again; nothing is lost: %s",
          e.getClass().getSimpleName());
    }
  }

  @Scheduled(
      every = "${memary.sweeper.every:60s}",
      delayed = "30s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void sweep() {
    int emitted = outbox.sweep(pendingFor, BATCH);
    if (emitted > 0) {
      LOG.warnf(
          "%d episodes were pending for more than %s and are emitted again; are kg-service and"
              + " extraction-worker up?",
          emitted, pendingFor);
    }
  }

  @Scheduled(
      every = "${memary.sweeper.every:60s}",
      delayed = "30s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void sweepReceipts() {
    int emitted = outbox.sweepReceipts(receiptsPendingFor, BATCH);
    if (emitted > 0) {
      LOG.warnf(
          "%d erasures are not complete after %s and are asked for again; is kg-service up?",
          emitted, receiptsPendingFor);
    }
  }
}
