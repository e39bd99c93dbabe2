package dev.memary.memory.store;

import dev.memary.kit.store.JobsDatabase;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Tells other replicas that there is something in the outbox. Not in the transactions that write to
 * it, because PostgreSQL commits notifying transactions one after the other; and one at a time, so
 * that a thousand commits cost a few notifications.
 */
@ApplicationScoped
public class OutboxNotifier {
  private static final Logger LOG = Logger.getLogger(OutboxNotifier.class);

  private final JobsDatabase database;
  private final OutboxSignal signal;
  private final Thread thread;

  public OutboxNotifier(JobsDatabase database, OutboxSignal signal) {
    this.database = database;
    this.signal = signal;
    this.thread = Thread.ofVirtual().name("outbox-notifier").unstarted(this::run);
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
        signal.awaitUntold();
        tell();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell() {
    try {
      database
          .jdbi()
          .useHandle(handle ->
              handle
                  .createQuery("SELECT pg_notify('" + OutboxListener.CHANNEL + "', '')")
                  .mapTo(String.class)
                  .one());
    } catch (RuntimeException e) {
      LOG.debug("Other replicas cannot be told now; they look for themselves every second", e);
    }
  }
}
