package dev.memary.memory.store;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.memory.spaces.SpaceName;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Spaces that cannot be forgotten while something is written to them. */
final class LivingSpaces {
  private LivingSpaces() {}

  /** Share-locks the space of this name, making it if there is none. */
  static UUID named(Handle handle, String tenantId, SpaceName name) {
    Optional<UUID> space = shareLivingSpace(handle, tenantId, name);
    while (space.isEmpty()) { // forgotten between the two statements: the name gets a new one
      createSpace(handle, tenantId, name);
      space = shareLivingSpace(handle, tenantId, name);
    }
    return space.get();
  }

  /** Share-locks the space; false when it was forgotten. */
  static boolean share(Handle handle, UUID spaceId) {
    return handle
        .createQuery(
            "SELECT space_id FROM space WHERE space_id = :space AND forgotten_at IS NULL FOR SHARE")
        .bind("space", spaceId)
        .mapTo(UUID.class)
        .findOne()
        .isPresent();
  }

  private static void createSpace(Handle handle, String tenantId, SpaceName name) {
    handle
        .createUpdate(
            """
            INSERT INTO space (space_id, tenant_id, name) VALUES (:id, :tenant, :name)
            ON CONFLICT (tenant_id, name) WHERE forgotten_at IS NULL DO NOTHING
            """)
        .bind("id", UuidCreator.getTimeOrderedEpoch())
        .bind("tenant", tenantId)
        .bind("name", name.value())
        .execute();
  }

  private static Optional<UUID> shareLivingSpace(Handle handle, String tenantId, SpaceName name) {
    return handle
        .createQuery(
            """
            SELECT space_id FROM space WHERE tenant_id = :tenant AND name = :name AND forgotten_at IS NULL
               FOR SHARE
            """)
        .bind("tenant", tenantId)
        .bind("name", name.value())
        .mapTo(UUID.class)
        .findOne();
  }
}
