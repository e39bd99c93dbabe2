package dev.memary.memory.events;

import dev.memary.memory.webhooks.Dispatcher;
import dev.memary.memory.webhooks.WebhookStore;
import dev.memary.memory.webhooks.WebhookStore.Due;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Sends deliveries that are due; one that hangs keeps no other waiting. */
@ApplicationScoped
public class WebhookRunner {
  private static final Logger LOG = Logger.getLogger(WebhookRunner.class);

  /** Longer than sending one can take. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  private final WebhookStore store;
  private final Optional<Dispatcher> dispatcher;
  private final MeterRegistry metrics;
  private final Duration keep;
  private final Semaphore room;

  public WebhookRunner(
      WebhookStore store,
      Optional<Dispatcher> dispatcher,
      MeterRegistry metrics,
      @ConfigProperty(name = "memary.webhooks.keep") Duration keep,
      @ConfigProperty(name = "memary.webhooks.at-once") int atOnce) {
    this.store = store;
    this.dispatcher = dispatcher;
    this.metrics = metrics;
    this.keep = keep;
    this.room = new Semaphore(atOnce);
  }

  @Scheduled(
      every = "${memary.webhooks.every}",
      delayed = "5s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    try {
      dispatcher.ifPresent(this::sendDue);
    } catch (RuntimeException e) {
      LOG.warnf(
          "Deliveries to webhooks cannot be looked for now: %s. Is PostgreSQL up?",
          e.getClass().getSimpleName());
    }
  }

  private void sendDue(Dispatcher sender) {
    int free = room.availablePermits();
    while (free > 0) {
      List<Due> due = store.claim(LEASE, free);
      if (due.isEmpty()) {
        return;
      }
      room.acquireUninterruptibly(due.size());
      due.forEach(one ->
          Thread.ofVirtual().name("webhook-" + one.delivery().id()).start(() -> send(sender, one)));
      free = room.availablePermits();
    }
  }

  private void send(Dispatcher sender, Due due) {
    try {
      boolean received = sender.send(due);
      metrics
          .counter("memary.webhooks.attempts", "result", received ? "received" : "not_received")
          .increment();
    } catch (RuntimeException e) {
      LOG.warnf(
          "What came of delivery %s cannot be noted: %s. It will be sent again; is PostgreSQL up?",
          due.delivery().id(), e.getClass().getSimpleName());
    } finally {
      room.release();
    }
  }

  @Scheduled(every = "1h", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
  void tidy() {
    try {
      store.removeFinished(keep);
    } catch (RuntimeException e) {
      LOG.warnf(
          "Old deliveries to webhooks cannot be removed now: %s. Is PostgreSQL up?",
          e.getClass().getSimpleName());
    }
  }
}
