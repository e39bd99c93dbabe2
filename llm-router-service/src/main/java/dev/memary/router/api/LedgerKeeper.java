package dev.memary.router.api;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.kit.store.WriteBehind;
import dev.memary.router.ledger.Ledger;
import dev.memary.router.ledger.LedgerEntry;
import dev.memary.router.ledger.LedgerStore;
import dev.memary.router.ledger.PriceList;
import dev.memary.router.routing.Catalog;
import dev.memary.router.routing.RouteListener;
import dev.memary.router.routing.RouteReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The ledger's life: entries are written behind the answers, what waits is written before the
 * process ends, and what is old enough is removed.
 */
@ApplicationScoped
public class LedgerKeeper implements RouteListener {
  private static final Logger LOG = Logger.getLogger(LedgerKeeper.class);

  private final LedgerStore store;
  private final MeterRegistry metrics;
  private final Catalog catalog;
  private final Duration keep;
  private final WriteBehind<LedgerEntry> queue;
  private final Ledger ledger;

  public LedgerKeeper(
      LedgerStore store,
      MeterRegistry metrics,
      Catalog catalog,
      PriceList prices,
      @ConfigProperty(name = "memary.ledger.queue", defaultValue = "20000") int capacity,
      @ConfigProperty(name = "memary.ledger.keep", defaultValue = "P400D") Duration keep) {
    if (keep.isNegative() || keep.isZero()) {
      throw new IllegalArgumentException("memary.ledger.keep must be longer than nothing");
    }
    this.store = store;
    this.metrics = metrics;
    this.catalog = catalog;
    this.keep = keep;
    this.queue = new WriteBehind<>("ledger-writer", store::append, capacity, new CountedLosses());
    this.ledger = new Ledger(catalog, prices, UuidCreator::getTimeOrderedEpoch, this::enter);
    metrics.gauge("memary.ledger.waiting", queue, WriteBehind::size);
  }

  @Override
  public void ended(RouteReport report) {
    ledger.ended(report);
  }

  private void enter(LedgerEntry entry) {
    queue.add(entry);
    metrics
        .counter("memary.llm.cost.usd", "target", catalog.known(entry.target()))
        .increment(entry.cost().doubleValue());
  }

  void stop(@Observes ShutdownEvent event) {
    queue.close();
  }

  @Scheduled(
      every = "{memary.ledger.sweep-every:1h}",
      delayed = "1m",
      concurrentExecution = ConcurrentExecution.SKIP)
  void sweep() {
    try {
      long removed = store.removeBefore(Instant.now().minus(keep));
      if (removed > 0) {
        LOG.infof("%d entries of the ledger were older than %s and are removed", removed, keep);
      }
    } catch (RuntimeException e) {
      LOG.error("Old entries of the ledger cannot be removed now; it is tried again", e);
    }
  }

  private void lost(String reason, int count) {
    metrics.counter("memary.ledger.lost", "reason", reason).increment(count);
  }

  private final class CountedLosses implements WriteBehind.Losses {
    @Override
    public void dropped() {
      lost("queue_full", 1);
    }

    @Override
    public void refused(int count, RuntimeException cause) {
      lost("not_written", count);
      LOG.errorf(cause, "%d entries of the ledger were refused and are lost", count);
    }
  }
}
