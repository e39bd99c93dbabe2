package dev.memary.memory.store;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.stream.EntityKnowledge;
import dev.memary.memory.stream.StreamEntry;
import dev.memary.memory.stream.StreamStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Both layers in PostgreSQL: entity knowledge is an aggregate of the stream, never a counter of its
 * own.
 */
@ApplicationScoped
public class PostgresStreamStore implements StreamStore {
  private final TenantDatabase database;

  public PostgresStreamStore(TenantDatabase database) {
    this.database = database;
  }

  @Override
  public List<StreamEntry> entries(
      String tenantId, UUID spaceId, @Nullable Position after, int limit) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT t.entity_id, n.name, n.type, t.episode_id, t.mentions, t.at
                      FROM stream_entry t JOIN entity n ON n.space_id = t.space_id AND n.entity_id = t.entity_id
                     WHERE t.space_id = :space
                       AND (CAST(:at AS timestamptz) IS NULL
                            OR (t.at, t.episode_id, t.entity_id) < (:at, CAST(:episode AS uuid), CAST(:entity AS uuid)))
                     ORDER BY t.at DESC, t.episode_id DESC, t.entity_id DESC LIMIT :limit
                    """)
                .bind("space", spaceId)
                .bind("at", after == null ? null : after.at())
                .bind("episode", after == null ? null : after.episodeId())
                .bind("entity", after == null ? null : after.entityId())
                .bind("limit", limit)
                .map((row, context) ->
                    new StreamEntry(
                        Rows.uuid(row, "entity_id"),
                        row.getString("name"),
                        row.getString("type"),
                        Rows.uuid(row, "episode_id"),
                        row.getInt("mentions"),
                        Rows.instant(row, "at")))
                .list());
  }

  @Override
  public List<EntityKnowledge> top(String tenantId, UUID spaceId, int limit) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    WITH known AS (
                      SELECT entity_id, sum(mentions) AS count, count(*) AS episodes, min(at) AS first, max(at) AS last
                        FROM stream_entry WHERE space_id = :space GROUP BY entity_id),
                    scored AS (
                      SELECT *, ln(1 + count) * power(0.5, extract(epoch FROM max(last) OVER () - last) / 2592000.0) AS score
                        FROM known)
                    SELECT s.*, n.name, n.type
                      FROM scored s JOIN entity n ON n.space_id = :space AND n.entity_id = s.entity_id
                     ORDER BY s.score DESC, s.count DESC, n.name LIMIT :limit
                    """)
                .bind("space", spaceId)
                .bind("limit", limit)
                .map((row, context) ->
                    new EntityKnowledge(
                        Rows.uuid(row, "entity_id"),
                        row.getString("name"),
                        row.getString("type"),
                        row.getLong("count"),
                        row.getLong("episodes"),
                        Rows.instant(row, "first"),
                        Rows.instant(row, "last"),
                        row.getDouble("score")))
                .list());
  }
}
