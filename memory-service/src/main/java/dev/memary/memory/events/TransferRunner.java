package dev.memary.memory.events;

import dev.memary.memory.corrections.TooManyCorrectionsException;
import dev.memary.memory.forgetting.ForgetStore;
import dev.memary.memory.forgetting.ObjectErasure;
import dev.memary.memory.forgetting.Receipt;
import dev.memary.memory.portability.InvalidFileException;
import dev.memary.memory.portability.ObjectStore;
import dev.memary.memory.portability.Transfer;
import dev.memary.memory.portability.TransferStore;
import dev.memary.memory.portability.Transfers;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Works on exports and imports, and keeps object storage free of what should be gone. */
@ApplicationScoped
public class TransferRunner {
  private static final Logger LOG = Logger.getLogger(TransferRunner.class);
  private static final int BATCH = 100;

  /** Longer than any upload that was under way when its space was forgotten. */
  private static final Duration SEARCHED_AGAIN_AFTER = Duration.ofMinutes(15);

  private final TransferStore store;
  private final Transfers transfers;
  private final ObjectStore objects;
  private final ForgetStore forgetting;
  private final ObjectErasure erasure;
  private final MeterRegistry metrics;
  private final Duration kept;
  private final Semaphore room;

  public TransferRunner(
      TransferStore store,
      Transfers transfers,
      ObjectStore objects,
      ForgetStore forgetting,
      ObjectErasure erasure,
      MeterRegistry metrics,
      @ConfigProperty(name = "memary.portability.keep-exports", defaultValue = "P7D") Duration kept,
      @ConfigProperty(name = "memary.portability.at-once", defaultValue = "2") int atOnce) {
    this.store = store;
    this.transfers = transfers;
    this.objects = objects;
    this.forgetting = forgetting;
    this.erasure = erasure;
    this.metrics = metrics;
    this.kept = kept;
    this.room = new Semaphore(atOnce);
  }

  @Scheduled(
      every = "${memary.portability.every:1s}",
      delayed = "5s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    try {
      while (room.tryAcquire()) {
        Optional<Transfer> next = claimed();
        if (next.isEmpty()) {
          return;
        }
        Thread.ofVirtual().name("transfer-" + next.get().id()).start(() -> work(next.get()));
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          "Exports and imports cannot be looked for now: %s. Is PostgreSQL up?",
          e.getClass().getSimpleName());
    }
  }

  /** Gives the room back when there is nothing to do in it. */
  private Optional<Transfer> claimed() {
    Optional<Transfer> next = Optional.empty();
    try {
      next = store.claim(Transfers.LEASE);
      return next;
    } finally {
      if (next.isEmpty()) {
        room.release();
      }
    }
  }

  private void work(Transfer transfer) {
    String kind = transfer.kind().name().toLowerCase(Locale.ROOT);
    try {
      long episodes = transfers.work(transfer);
      metrics.counter("memary.portability.episodes", "kind", kind).increment(episodes);
    } catch (TooManyCorrectionsException e) {
      store.failed(transfer, "The space has as many corrections as it can have.");
    } catch (InvalidFileException e) {
      store.failed(transfer, e.summary());
    } catch (IOException | RuntimeException e) {
      LOG.warnf(
          "The %s %s cannot go on now and will be taken up again: %s. Are PostgreSQL and object"
              + " storage up?",
          kind, transfer.id(), e.getClass().getSimpleName());
      metrics.counter("memary.portability.interruptions", "kind", kind).increment();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  @Scheduled(
      every = "${memary.portability.tidy-every:60s}",
      delayed = "30s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void tidy() {
    try {
      for (Transfer over : store.withObjectsToRemove(kept, BATCH)) {
        objects.delete(over.object());
        store.objectRemoved(over);
      }
      for (Receipt receipt : forgetting.openInObjects(SEARCHED_AGAIN_AFTER, BATCH)) {
        erasure.erase(receipt);
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          "Object storage cannot be tidied now: %s. Erasures wait for it; are PostgreSQL and object"
              + " storage up?",
          e.getClass().getSimpleName());
    }
  }
}
