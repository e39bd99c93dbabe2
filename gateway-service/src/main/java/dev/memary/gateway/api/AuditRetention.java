package dev.memary.gateway.api;

import dev.memary.gateway.audit.AuditStore;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Removes entries of the audit log when they are old enough. */
@ApplicationScoped
public class AuditRetention {
  private static final Logger LOG = Logger.getLogger(AuditRetention.class);

  private final AuditStore store;
  private final Duration keep;

  public AuditRetention(
      AuditStore store,
      @ConfigProperty(name = "memary.audit.keep", defaultValue = "P90D") Duration keep) {
    if (keep.isNegative() || keep.isZero()) {
      throw new IllegalArgumentException("memary.audit.keep must be longer than nothing");
    }
    this.store = store;
    this.keep = keep;
  }

  @Scheduled(
      every = "{memary.audit.sweep-every:1h}",
      delayed = "1m",
      concurrentExecution = ConcurrentExecution.SKIP)
  void sweep() {
    try {
      long removed = store.removeBefore(Instant.now().minus(keep));
      if (removed > 0) {
        LOG.infof("%d entries of the audit log were older than %s and are removed", removed, keep);
      }
    } catch (RuntimeException e) {
      LOG.error("Old entries of the audit log cannot be removed now; it is tried again", e);
    }
  }
}
