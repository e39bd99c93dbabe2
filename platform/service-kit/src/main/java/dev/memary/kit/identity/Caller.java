package dev.memary.kit.identity;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * On whose behalf a request runs.
 *
 * @param tenantId the one tenant of this request
 * @param subject the credential behind it: an API key's id, or a service's name for background work
 * @param grants the spaces it may touch
 * @param permissions what it may do there
 */
public record Caller(
    String tenantId, String subject, List<SpaceGrant> grants, Set<Permission> permissions) {

  public Caller {
    if (tenantId.isBlank() || subject.isBlank()) {
      throw new IllegalArgumentException("a caller has a tenant and a subject");
    }
    grants = List.copyOf(grants);
    permissions = Set.copyOf(permissions);
  }

  /** A service's own background work in one tenant: every space, reading and writing. */
  public static Caller background(String tenantId, String service) {
    return new Caller(
        tenantId, service, List.of(new SpaceGrant("*")), Set.of(Permission.READ, Permission.WRITE));
  }

  /** Whether the permission and every one of the spaces is granted. */
  public boolean may(Permission permission, Collection<String> spaceNames) {
    return permissions.contains(permission) && spaceNames.stream().allMatch(this::covers);
  }

  private boolean covers(String spaceName) {
    return grants.stream().anyMatch(grant -> grant.covers(spaceName));
  }
}
