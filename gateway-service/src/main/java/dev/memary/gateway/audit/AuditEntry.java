package dev.memary.gateway.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One act.
 *
 * @param keyId the credential behind it
 * @param operation method and template of the route, never the path as it was sent
 * @param target the id or the name of the space that the path named, or what the act created
 * @param status of the answer; 499 when the client left before it
 */
public record AuditEntry(
    UUID id,
    String tenantId,
    Instant at,
    String keyId,
    String operation,
    @Nullable String target,
    int status,
    @Nullable String traceId) {

  public AuditEntry {
    if (tenantId.isBlank() || keyId.isBlank() || operation.isBlank()) {
      throw new IllegalArgumentException("an act has a tenant, a credential and an operation");
    }
    at = at.truncatedTo(ChronoUnit.MICROS);
  }
}
