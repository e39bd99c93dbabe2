package dev.memary.memory.store;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import dev.memary.memory.spaces.SpaceStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

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
}
