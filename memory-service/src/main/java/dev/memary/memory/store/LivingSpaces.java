package dev.memary.memory.store;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.memory.spaces.SpaceName;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Spaces that are written to; one that is not there yet comes into being. */
final class LivingSpaces {
  private LivingSpaces() {}

  /** Share-locks the space so that it cannot be forgotten while something is written to it. */
  static UUID lock(Handle handle, String tenantId, SpaceName name) {
    Optional<UUID> space = share(handle, tenantId, name);
    while (space.isEmpty()) { // forgotten between the two statements: the name gets a new one
      create(handle, tenantId, name);
      space = share(handle, tenantId, name);
    }
    return space.get();
  }

  private static void create(Handle handle, String tenantId, SpaceName name) {
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

  private static Optional<UUID> share(Handle handle, String tenantId, SpaceName name) {
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
