package dev.memary.gateway.keys;

import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.SpaceGrant;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API key without its secret.
 *
 * @param rotatedFrom the key whose place it took, or null
 */
public record ApiKey(
    UUID id,
    String tenantId,
    String name,
    List<SpaceGrant> grants,
    Set<Permission> permissions,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable UUID rotatedFrom) {

  public ApiKey {
    grants = List.copyOf(grants);
    permissions = Set.copyOf(permissions);
    if (grants.isEmpty() || permissions.isEmpty()) {
      throw new IllegalArgumentException("a key grants at least one space and one permission");
    }
  }

  /** Whether it opens anything at this time. */
  public boolean isValidAt(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /** On whose behalf its holder calls. */
  public Caller caller() {
    return new Caller(tenantId, id.toString(), grants, permissions);
  }
}
