package dev.memary.memory.store;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.stream.EntityChange;
import dev.memary.memory.stream.EntityKnowledge;
import dev.memary.memory.stream.StreamEntry;
import dev.memary.memory.stream.StreamStore;
import dev.memary.memory.stream.Window;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * Both layers in PostgreSQL: entity knowledge is an aggregate of the stream, never a counter of its
 * own.
 */
@ApplicationScoped
public class PostgresStreamStore implements StreamStore {
  /** Frequency x recency; the half-life of the second is 30 days. */
  private static final String SCORE =
      "ln(1 + count) * power(0.5, extract(epoch FROM max(last) OVER () - last) / 2592000.0)";

  /** The stream of a space as of a time. */
  private static final String STREAM =
      """
      WITH stream AS (
        SELECT t.* FROM stream_entry t JOIN episode e USING (episode_id)
         WHERE t.space_id = :space AND (CAST(:asOf AS timestamptz) IS NULL OR e.recorded_at <= :asOf))
      """;

  private static final String IN_WINDOW =
      """
      (CAST(:from AS timestamptz) IS NULL OR at >= :from) AND (CAST(:to AS timestamptz) IS NULL OR at < :to)
      """;

  private final TenantDatabase database;

  public PostgresStreamStore(TenantDatabase database) {
    this.database = database;
  }

  @Override
  public List<StreamEntry> entries(
      String tenantId, UUID spaceId, @Nullable Position after, int limit, @Nullable Instant asOf) {
    Map<String, Object> values = values(spaceId, asOf);
    values.put("at", after == null ? null : after.at());
    values.put("episode", after == null ? null : after.episodeId());
    values.put("entity", after == null ? null : after.entityId());
    values.put("limit", limit);
    return ask(
        tenantId,
        """
        SELECT t.entity_id, n.name, n.type, t.episode_id, t.mentions, t.at
          FROM stream_entry t JOIN entity n ON n.space_id = t.space_id AND n.entity_id = t.entity_id
         WHERE t.space_id = :space
           AND (CAST(:asOf AS timestamptz) IS NULL
                OR EXISTS (SELECT FROM episode e WHERE e.episode_id = t.episode_id AND e.recorded_at <= :asOf))
           AND (CAST(:at AS timestamptz) IS NULL
                OR (t.at, t.episode_id, t.entity_id) < (:at, CAST(:episode AS uuid), CAST(:entity AS uuid)))
         ORDER BY t.at DESC, t.episode_id DESC, t.entity_id DESC LIMIT :limit
        """,
        values,
        (row, context) ->
            new StreamEntry(
                Rows.uuid(row, "entity_id"),
                row.getString("name"),
                row.getString("type"),
                Rows.uuid(row, "episode_id"),
                row.getInt("mentions"),
                Rows.instant(row, "at")));
  }

  @Override
  public List<EntityKnowledge> top(String tenantId, UUID spaceId, Best best) {
    Map<String, Object> values = values(spaceId, best.asOf());
    values.put("type", best.type());
    values.put("limit", best.limit());
    return ask(
        tenantId,
        STREAM
            + """
            , known AS (
              SELECT entity_id, sum(mentions) AS count, count(*) AS episodes, min(at) AS first, max(at) AS last
                FROM stream GROUP BY entity_id),
            scored AS (SELECT *, <score> AS score FROM known)
            SELECT s.*, n.name, n.type
              FROM scored s JOIN entity n ON n.space_id = :space AND n.entity_id = s.entity_id
             WHERE CAST(:type AS text) IS NULL OR n.type = :type
             ORDER BY s.score DESC, s.count DESC, n.name LIMIT :limit
            """
                .replace("<score>", SCORE),
        values,
        (row, context) ->
            new EntityKnowledge(
                Rows.uuid(row, "entity_id"),
                row.getString("name"),
                row.getString("type"),
                row.getLong("count"),
                row.getLong("episodes"),
                Rows.instant(row, "first"),
                Rows.instant(row, "last"),
                row.getDouble("score")));
  }

  @Override
  public List<Activity> activity(String tenantId, UUID spaceId, Window window) {
    return ask(
        tenantId,
        STREAM
            + """
            , first AS (SELECT entity_id, min(at) AS at FROM stream GROUP BY entity_id),
            buckets AS (
              SELECT date_trunc(:bucket, at, 'UTC') AS bucket, entity_id, sum(mentions) AS mentions, count(*) AS episodes
                FROM stream WHERE <in_window> GROUP BY 1, 2)
            SELECT b.*, n.name, n.type, b.bucket = date_trunc(:bucket, f.at, 'UTC') AS first,
                   EXISTS (SELECT FROM episode e WHERE e.space_id = :space AND lower(e.speaker) = lower(n.name)) AS speaks
              FROM buckets b JOIN first f USING (entity_id)
              JOIN entity n ON n.space_id = :space AND n.entity_id = b.entity_id
             ORDER BY b.bucket, n.name
            """
                .replace("<in_window>", IN_WINDOW),
        values(spaceId, window),
        (row, context) ->
            new Activity(
                Rows.instant(row, "bucket"),
                Rows.uuid(row, "entity_id"),
                row.getString("name"),
                row.getString("type"),
                row.getLong("mentions"),
                row.getLong("episodes"),
                row.getBoolean("first"),
                row.getBoolean("speaks")));
  }

  @Override
  public List<Traffic> traffic(String tenantId, UUID spaceId, Window window) {
    return ask(
        tenantId,
        """
        SELECT date_trunc(:bucket, at, 'UTC') AS bucket, count(*) AS episodes, count(DISTINCT session_id) AS sessions
          FROM (SELECT occurred_at AS at, session_id FROM episode
                 WHERE space_id = :space AND (CAST(:asOf AS timestamptz) IS NULL OR recorded_at <= :asOf)) e
         WHERE <in_window> GROUP BY 1 ORDER BY 1
        """
            .replace("<in_window>", IN_WINDOW),
        values(spaceId, window),
        (row, context) ->
            new Traffic(
                Rows.instant(row, "bucket"), row.getLong("episodes"), row.getLong("sessions")));
  }

  @Override
  public List<Together> together(
      String tenantId, UUID spaceId, List<UUID> entityIds, Window window) {
    Map<String, Object> values = values(spaceId, window);
    values.put("ids", entityIds.toArray(UUID[]::new));
    return ask(
        tenantId,
        STREAM
            + """
            , chosen AS (SELECT episode_id, entity_id FROM stream WHERE entity_id = ANY(:ids) AND <in_window>)
            SELECT a.entity_id AS one, b.entity_id AS other, count(*) AS episodes
              FROM chosen a JOIN chosen b ON a.episode_id = b.episode_id AND a.entity_id < b.entity_id
             GROUP BY 1, 2
            """
                .replace("<in_window>", IN_WINDOW),
        values,
        (row, context) ->
            new Together(Rows.uuid(row, "one"), Rows.uuid(row, "other"), row.getLong("episodes")));
  }

  @Override
  public List<EntityChange> changes(String tenantId, UUID spaceId, Window window, int limit) {
    Map<String, Object> values = values(spaceId, window);
    values.put("limit", limit);
    return ask(
        tenantId,
        STREAM
            + """
            , before AS (
              SELECT entity_id, sum(mentions) AS count, max(at) AS last FROM stream WHERE at < :from GROUP BY entity_id),
            after AS (
              SELECT entity_id, sum(mentions) AS count, max(at) AS last FROM stream WHERE at < :to GROUP BY entity_id),
            ranked_before AS (
              SELECT entity_id, count, rank() OVER (ORDER BY score DESC) AS rank
                FROM (SELECT entity_id, count, <score> AS score FROM before) b),
            ranked_after AS (
              SELECT entity_id, count, rank() OVER (ORDER BY score DESC) AS rank
                FROM (SELECT entity_id, count, <score> AS score FROM after) a)
            SELECT n.entity_id, n.name, n.type, a.count - coalesce(b.count, 0) AS mentions,
                   coalesce(b.count, 0) AS count_before, b.rank AS rank_before, a.rank AS rank_after
              FROM ranked_after a LEFT JOIN ranked_before b USING (entity_id)
              JOIN entity n ON n.space_id = :space AND n.entity_id = a.entity_id
             WHERE a.count > coalesce(b.count, 0)
             ORDER BY mentions DESC, n.name LIMIT :limit
            """
                .replace("<score>", SCORE),
        values,
        (row, context) ->
            new EntityChange(
                Rows.uuid(row, "entity_id"),
                row.getString("name"),
                row.getString("type"),
                row.getLong("mentions"),
                row.getLong("count_before"),
                row.getObject("rank_before") == null ? null : row.getInt("rank_before"),
                row.getInt("rank_after")));
  }

  private static Map<String, Object> values(UUID spaceId, Window window) {
    Map<String, Object> values = values(spaceId, window.asOf());
    values.put("bucket", window.bucket().wireName());
    values.put("from", window.from());
    values.put("to", window.to());
    return values;
  }

  private static Map<String, Object> values(UUID spaceId, @Nullable Instant asOf) {
    Map<String, Object> values = new HashMap<>();
    values.put("space", spaceId);
    values.put("asOf", asOf);
    return values;
  }

  private <T> List<T> ask(
      String tenantId, String sql, Map<String, Object> values, RowMapper<T> mapper) {
    return database.inTenant(
        tenantId, handle -> handle.createQuery(sql).bindMap(values).map(mapper).list());
  }
}
