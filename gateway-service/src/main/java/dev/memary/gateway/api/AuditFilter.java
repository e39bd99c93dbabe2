package dev.memary.gateway.api;

import dev.memary.gateway.api.Audit.Act;
import dev.memary.gateway.api.KeysResource.KeyView;
import dev.memary.gateway.audit.AuditEntry;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Writes acts of administration to the audit log before they are answered. */
public class AuditFilter {
  private final Audit audit;
  private final CurrentVertxRequest current;

  AuditFilter(Audit audit, CurrentVertxRequest current) {
    this.audit = audit;
    this.current = current;
  }

  @ServerResponseFilter
  public Uni<Void> write(ContainerResponseContext response) {
    Act act = Audit.toWrite(current.getCurrent());
    if (act == null) {
      return Uni.createFrom().voidItem();
    }
    AuditEntry entry = act.ended(response.getStatus(), created(response));
    return Uni.createFrom()
        .<Void>item(() -> {
          audit.write(entry);
          return null;
        })
        .runSubscriptionOn(Thread::startVirtualThread);
  }

  private static @Nullable String created(ContainerResponseContext response) {
    return response.getEntity() instanceof KeyView key ? key.id().toString() : null;
  }
}
