package dev.memary.gateway.api;

import dev.memary.gateway.audit.AuditEntry;
import dev.memary.gateway.audit.AuditStore;
import dev.memary.gateway.audit.AuditStore.Position;
import dev.memary.gateway.audit.AuditStore.Query;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.CurrentCaller;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit log of the caller's tenant; with the permission platform, of any tenant. */
@Path("/v1/admin/audit")
@CallableBy(Services.GATEWAY)
@RunOnVirtualThread
public class AuditResource {
  private static final String KEY_ID = "[0-9a-zA-Z-]{1,64}";

  private final AuditStore store;
  private final CurrentCaller current;

  public AuditResource(AuditStore store, CurrentCaller current) {
    this.store = store;
    this.current = current;
  }

  /** A page, newest first. */
  public record AuditView(List<EntryView> entries, @Nullable String nextCursor) {}

  /** One act. */
  public record EntryView(
      Instant at,
      String keyId,
      String operation,
      @Nullable String target,
      int status,
      @Nullable String traceId) {
    static EntryView of(AuditEntry e) {
      return new EntryView(e.at(), e.keyId(), e.operation(), e.target(), e.status(), e.traceId());
    }
  }

  @GET
  public AuditView list(
      @QueryParam("tenant")
          @Nullable
          @Pattern(regexp = KeysResource.TENANT, message = KeysResource.TENANT_EXPECTED)
          String tenant,
      @QueryParam("from") @Nullable String from,
      @QueryParam("to") @Nullable String to,
      @QueryParam("key_id") @Nullable @Pattern(regexp = KEY_ID, message = "must be a key's id")
          String keyId,
      @QueryParam("limit")
          @DefaultValue("50")
          @Min(value = 1, message = "must be 1 to 500")
          @Max(value = 500, message = "must be 1 to 500")
          int limit,
      @QueryParam("cursor") @Nullable String cursor) {
    List<AuditEntry> found =
        store.find(
            new Query(
                KeysResource.tenantOf(current.get(), tenant),
                time("from", from),
                time("to", to),
                keyId,
                Cursor.read(cursor).map(c -> new Position(c.at(), c.id())).orElse(null),
                limit + 1));
    List<AuditEntry> page = found.subList(0, Math.min(limit, found.size()));
    return new AuditView(
        page.stream().map(EntryView::of).toList(),
        found.size() > limit ? new Cursor(page.getLast().at(), page.getLast().id()).write() : null);
  }

  private static @Nullable Instant time(String field, @Nullable String value) {
    if (value == null) {
      return null;
    }
    try {
      Instant time = OffsetDateTime.parse(value).toInstant();
      return Cursor.isStorable(time) ? time : unreadable(field);
    } catch (DateTimeException e) {
      return unreadable(field);
    }
  }

  private static Instant unreadable(String field) {
    throw ProblemException.invalidField(
        field, "must be an ISO 8601 time with its zone, such as 2026-05-08T13:56:00Z");
  }
}
