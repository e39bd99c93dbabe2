package dev.memary.memory.store;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.recall.RecallQuery;
import dev.memary.memory.recall.TextRecall;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Recall by words with PostgreSQL's full text: any word may fit, more and rarer words fit better.
 */
@ApplicationScoped
public class PostgresTextRecall implements TextRecall {
  private final TenantDatabase database;
  private final Rows rows;

  PostgresTextRecall(TenantDatabase database, Rows rows) {
    this.database = database;
    this.rows = rows;
  }

  @Override
  public List<TextHit> search(RecallQuery query, Scope scope) {
    RecallQuery.Filters filters = query.filters();
    return database.inTenant(
        query.tenantId(),
        handle ->
            handle
                .createQuery(
                    """
                    WITH q AS (SELECT replace(plainto_tsquery('english', :query)::text, '&', '|')::tsquery AS words)
                    SELECT e.episode_id, 0.5 + 0.5 * ts_rank(e.search, q.words, 32) AS score
                      FROM episode e JOIN session s USING (session_id), q
                     WHERE e.space_id = ANY(:spaces) AND e.search @@ q.words
                       AND (:all OR e.indexed_generation = 0)
                       AND (CAST(:session AS text) IS NULL OR s.name = :session)
                       AND (cardinality(:roles) = 0 OR e.role = ANY(:roles))
                       AND (CAST(:from AS timestamptz) IS NULL OR e.occurred_at >= :from)
                       AND (CAST(:to AS timestamptz) IS NULL OR e.occurred_at < :to)
                       AND (CAST(:asOf AS timestamptz) IS NULL OR e.recorded_at <= :asOf)
                       AND NOT e.episode_id = ANY(:excluded)
                       AND e.metadata @> CAST(:metadata AS jsonb)
                     ORDER BY score DESC, e.episode_id DESC LIMIT :limit
                    """)
                .bind("query", query.query().replace('\u0000', ' '))
                .bind("spaces", query.spaces().stream().map(s -> s.id()).toArray(UUID[]::new))
                .bind("all", scope == Scope.ALL)
                .bind("session", filters.session())
                .bind("roles", filters.roles().stream().map(Role::wireName).toArray(String[]::new))
                .bind("from", filters.from())
                .bind("to", filters.to())
                .bind("asOf", query.asOf())
                .bind("metadata", rows.write(filters.metadata()))
                .bind("excluded", query.excluded().toArray(UUID[]::new))
                .bind("limit", query.topK())
                .map((row, context) ->
                    new TextHit(Rows.uuid(row, "episode_id"), row.getDouble("score")))
                .list());
  }

  @Override
  public List<UUID> sessions(String tenantId, List<UUID> spaceIds, String name) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    "SELECT session_id FROM session WHERE space_id = ANY(:spaces) AND name = :name")
                .bind("spaces", spaceIds.toArray(UUID[]::new))
                .bind("name", name)
                .mapTo(UUID.class)
                .list());
  }

  @Override
  public Set<UUID> withMetadata(RecallQuery query, int limit) {
    return database.inTenant(
        query.tenantId(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT episode_id FROM episode
                     WHERE space_id = ANY(:spaces) AND metadata @> CAST(:metadata AS jsonb) LIMIT :limit
                    """)
                .bind("spaces", query.spaces().stream().map(s -> s.id()).toArray(UUID[]::new))
                .bind("metadata", rows.write(query.filters().metadata()))
                .bind("limit", limit)
                .mapTo(UUID.class)
                .set());
  }
}
