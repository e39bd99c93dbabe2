package dev.memary.gateway.api;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.gateway.api.Routes.Route;
import dev.memary.gateway.audit.AuditEntry;
import dev.memary.gateway.audit.AuditStore;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.store.WriteBehind;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Records what is done through the door. Acts of administration are written before their answer
 * goes out; writes to memory are written soon after, and never wait for it.
 */
@ApplicationScoped
public class Audit {
  private static final Logger LOG = Logger.getLogger(Audit.class);
  private static final String ACT = Audit.class.getName();
  private static final int CLIENT_LEFT = 499;

  private final AuditStore store;
  private final MeterRegistry metrics;
  private final WriteBehind<AuditEntry> queue;

  public Audit(
      AuditStore store,
      MeterRegistry metrics,
      @ConfigProperty(name = "memary.audit.queue", defaultValue = "10000") int capacity) {
    this.store = store;
    this.metrics = metrics;
    this.queue = new WriteBehind<>("audit-writer", store::append, capacity, new CountedLosses());
    metrics.gauge("memary_audit_waiting", queue, WriteBehind::size);
  }

  /** One act that has begun. */
  record Act(
      String tenantId,
      Instant at,
      String keyId,
      String operation,
      @Nullable String target,
      @Nullable String traceId,
      boolean administrative,
      AtomicBoolean written) {

    AuditEntry ended(int status, @Nullable String created) {
      return new AuditEntry(
          UuidCreator.getTimeOrderedEpoch(),
          tenantId,
          at,
          keyId,
          operation,
          target == null ? created : target,
          status,
          traceId);
    }
  }

  /** Will record the request when it ends, if requests of its kind are recorded. */
  void begin(RoutingContext ctx, Route route, Caller caller, @Nullable String traceId) {
    if (!route.isAct()) {
      return;
    }
    Act act =
        new Act(
            caller.tenantId(),
            Instant.now(),
            caller.subject(),
            route.operation(),
            decoded(route.target(ctx.request().path())),
            traceId,
            route.permission() == Permission.ADMIN,
            new AtomicBoolean());
    ctx.put(ACT, act);
    ctx.addEndHandler(end -> {
      if (act.written().compareAndSet(false, true)) {
        int status = end.succeeded() ? ctx.response().getStatusCode() : CLIENT_LEFT;
        queue.add(act.ended(status, null));
      }
    });
  }

  /** The act of administration that is being answered, unless it is written already. */
  static @Nullable Act toWrite(@Nullable RoutingContext ctx) {
    Act act = ctx == null ? null : ctx.get(ACT);
    return act != null && act.administrative() && act.written().compareAndSet(false, true)
        ? act
        : null;
  }

  /** Writes the act now. It was done whatever comes of this, so its answer stays as it is. */
  void write(AuditEntry entry) {
    try {
      store.append(List.of(entry));
    } catch (RuntimeException e) {
      lost("not_written", 1);
      LOG.errorf(
          e,
          "An act of administration (%s by key %s, status %d) is missing in the audit log; is"
              + " PostgreSQL up?",
          entry.operation(),
          entry.keyId(),
          entry.status());
    }
  }

  void stop(@Observes ShutdownEvent event) {
    queue.close();
  }

  private void lost(String reason, int count) {
    metrics.counter("memary_audit_lost_total", "reason", reason).increment(count);
  }

  /** A space's name as people write it; what cannot be decoded as it was sent. */
  private static @Nullable String decoded(@Nullable String segment) {
    if (segment == null) {
      return null;
    }
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8)
          .replace("\u0000", "");
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  private final class CountedLosses implements WriteBehind.Losses {
    @Override
    public void dropped() {
      lost("queue_full", 1);
    }

    @Override
    public void refused(int count, RuntimeException cause) {
      lost("not_written", count);
      LOG.errorf(cause, "%d entries of the audit log were refused and are lost", count);
    }
  }
}
