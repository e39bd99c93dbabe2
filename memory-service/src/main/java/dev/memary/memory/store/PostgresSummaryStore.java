package dev.memary.memory.store;

import dev.memary.kit.store.JobsDatabase;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.episodes.Episode;
import dev.memary.memory.summaries.Summaries;
import dev.memary.memory.summaries.SummaryStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Summaries in PostgreSQL. */
@ApplicationScoped
public class PostgresSummaryStore implements SummaryStore {
  private final TenantDatabase database;
  private final JobsDatabase jobs;
  private final Rows rows;

  public PostgresSummaryStore(TenantDatabase database, JobsDatabase jobs, Rows rows) {
    this.database = database;
    this.jobs = jobs;
    this.rows = rows;
  }

  @Override
  public Optional<Kept> newest(String tenantId, UUID sessionId, long upTo, @Nullable Instant asOf) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT up_to, text, model FROM session_summary
                     WHERE session_id = :session AND up_to <= :upTo
                       AND (CAST(:asOf AS timestamptz) IS NULL OR made_at <= :asOf)
                     ORDER BY up_to DESC LIMIT 1
                    """)
                .bind("asOf", asOf)
                .bind("session", sessionId)
                .bind("upTo", upTo)
                .map((row, context) ->
                    new Kept(row.getLong("up_to"), row.getString("text"), row.getString("model")))
                .findOne());
  }

  @Override
  public List<Grown> grown(int messages, int limit) {
    return jobs.jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT s.tenant_id, s.space_id, s.session_id, coalesce(max(m.up_to), 0) AS up_to
                      FROM session s LEFT JOIN session_summary m USING (session_id)
                     GROUP BY s.session_id
                    HAVING s.next_sequence - 1 - :verbatim - coalesce(max(m.up_to), 0) >= :messages
                     LIMIT :limit
                    """)
                .bind("verbatim", Summaries.VERBATIM)
                .bind("messages", messages)
                .bind("limit", limit)
                .map((row, context) ->
                    new Grown(
                        row.getString("tenant_id"),
                        Rows.uuid(row, "space_id"),
                        Rows.uuid(row, "session_id"),
                        row.getLong("up_to")))
                .list());
  }

  @Override
  public List<Episode> messages(Grown session, int limit) {
    return database.inTenant(
        session.tenantId(),
        handle ->
            handle
                .createQuery(
                    Rows.SELECT_EPISODE
                        + """
                         WHERE e.session_id = :session AND e.sequence > :upTo
                           AND e.sequence < s.next_sequence - :verbatim
                         ORDER BY e.sequence LIMIT :limit
                        """)
                .bind("session", session.sessionId())
                .bind("upTo", session.upTo())
                .bind("verbatim", Summaries.VERBATIM)
                .bind("limit", limit)
                .map((row, context) -> rows.episode(row))
                .list());
  }

  @Override
  public void keep(Grown session, Kept summary, List<Episode> read) {
    database.inTenant(
        session.tenantId(),
        handle -> {
          if (unchanged(handle, read)) {
            insert(handle, session, summary);
          }
          return true;
        });
  }

  /** Whoever changes or forgets one of them waits, and then takes the summary away. */
  private static boolean unchanged(Handle handle, List<Episode> read) {
    return handle
            .createQuery(
                """
                SELECT e.episode_id FROM episode e JOIN unnest(:ids, :versions) AS r(id, version)
                    ON e.episode_id = r.id AND e.version = r.version
                 ORDER BY e.episode_id FOR SHARE OF e
                """)
            .bind("ids", read.stream().map(Episode::id).toArray(UUID[]::new))
            .bind("versions", read.stream().map(Episode::version).toArray(Integer[]::new))
            .mapTo(UUID.class)
            .list()
            .size()
        == read.size();
  }

  private static void insert(Handle handle, Grown session, Kept summary) {
    handle
        .createUpdate(
            """
            INSERT INTO session_summary (session_id, up_to, tenant_id, space_id, text, model)
            VALUES (:session, :upTo, :tenant, :space, :text, :model) ON CONFLICT DO NOTHING
            """)
        .bind("session", session.sessionId())
        .bind("upTo", summary.upTo())
        .bind("tenant", session.tenantId())
        .bind("space", session.spaceId())
        .bind("text", summary.text())
        .bind("model", summary.model())
        .execute();
  }
}
