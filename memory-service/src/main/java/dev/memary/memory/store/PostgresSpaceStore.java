package dev.memary.memory.store;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import dev.memary.memory.spaces.SpaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/** Spaces in PostgreSQL. */
@ApplicationScoped
public class PostgresSpaceStore implements SpaceStore {
  private final TenantDatabase database;

  public PostgresSpaceStore(TenantDatabase database) {
    this.database = database;
  }

  @Override
  public List<Space> find(String tenantId, Collection<SpaceName> names) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    "SELECT space_id, name FROM space WHERE name = ANY(:names) AND forgotten_at IS NULL")
                .bind("names", names.stream().map(SpaceName::value).toArray(String[]::new))
                .map((row, context) ->
                    new Space(
                        tenantId, Rows.uuid(row, "space_id"), new SpaceName(row.getString("name"))))
                .list());
  }

  @Override
  public OptionalInt retentionDays(String tenantId, UUID spaceId) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    "SELECT retention_days FROM space WHERE space_id = :space AND retention_days IS NOT NULL")
                .bind("space", spaceId)
                .mapTo(Integer.class)
                .stream()
                .mapToInt(Integer::intValue)
                .findFirst());
  }

  @Override
  public void retainFor(String tenantId, SpaceName name, OptionalInt days) {
    database.inTenant(
        tenantId,
        handle ->
            handle
                .createUpdate("UPDATE space SET retention_days = :days WHERE space_id = :space")
                .bind("days", days.isPresent() ? days.getAsInt() : null)
                .bind("space", LivingSpaces.named(handle, tenantId, name))
                .execute());
  }
}
