package dev.memary.memory.store;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.kit.store.JobsDatabase;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.rebuild.GraphClearing;
import dev.memary.memory.rebuild.Rebuild;
import dev.memary.memory.rebuild.Rebuild.Scope;
import dev.memary.memory.rebuild.Rebuild.State;
import dev.memary.memory.rebuild.RebuildRunningException;
import dev.memary.memory.rebuild.RebuildStore;
import dev.memary.memory.spaces.Space;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds in PostgreSQL. A space goes through four steps: its episodes are marked as not yet
 * searchable and not yet understood (recall finds them by their words meanwhile), the graph is
 * emptied of it, its episodes are recorded to the stages again in the order they came, done.
 */
@ApplicationScoped
public class PostgresRebuildStore implements RebuildStore {
  private static final int PORTION = 500;
  private static final long ONE_AT_A_TIME = 0x6d656d61727930L;

  private final TenantDatabase tenants;
  private final JobsDatabase jobs;
  private final Rows rows;
  private final OutboxSignal outbox;

  public PostgresRebuildStore(
      TenantDatabase tenants, JobsDatabase jobs, Rows rows, OutboxSignal outbox) {
    this.tenants = tenants;
    this.jobs = jobs;
    this.rows = rows;
    this.outbox = outbox;
  }

  private record OpenSpace(
      UUID rebuildId, UUID spaceId, String tenantId, String step, UUID cursor) {}

  @Override
  public Rebuild start(String tenantId, Scope scope, @Nullable Space space, String startedBy) {
    UUID id = UuidCreator.getTimeOrderedEpoch();
    jobs.jdbi()
        .useTransaction(handle -> {
          refuseSecond(handle, tenantId);
          insert(handle, id, tenantId, scope, space, startedBy);
          addSpaces(handle, id, tenantId, scope, space);
          countEpisodes(handle, id);
        });
    return find(tenantId, id).orElseThrow();
  }

  @Override
  public Optional<Rebuild> find(String tenantId, UUID rebuildId) {
    return tenants.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery("SELECT * FROM rebuild WHERE rebuild_id = :id")
                .bind("id", rebuildId)
                .map((row, context) -> rebuild(row))
                .findOne());
  }

  @Override
  public List<Rebuild> list(String tenantId, int limit) {
    return tenants.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery("SELECT * FROM rebuild ORDER BY rebuild_id DESC LIMIT :limit")
                .bind("limit", limit)
                .map((row, context) -> rebuild(row))
                .list());
  }

  @Override
  public boolean cancel(String tenantId, UUID rebuildId) {
    return tenants.inTenant(
        tenantId,
        handle ->
            handle
                    .createUpdate(
                        """
                        UPDATE rebuild SET state = 'cancelled', finished_at = now()
                         WHERE rebuild_id = :id AND state = 'running'
                        """)
                    .bind("id", rebuildId)
                    .execute()
                == 1);
  }

  @Override
  public Progress step(GraphClearing graph, int backlog) {
    return jobs.jdbi()
        .inTransaction(handle -> {
          if (!onlyOne(handle)) {
            return Progress.WAITING;
          }
          Optional<OpenSpace> next = nextSpace(handle);
          if (next.isPresent()) {
            return advance(handle, next.get(), graph, backlog);
          }
          return settle(handle) ? Progress.WAITING : Progress.IDLE;
        });
  }

  private Progress advance(Handle handle, OpenSpace space, GraphClearing graph, int backlog) {
    switch (space.step()) {
      case "mark" -> {
        mark(handle, space);
        goTo(handle, space, "clear");
      }
      case "clear" -> {
        graph.clear(
            space.tenantId(),
            space.spaceId(),
            PostgresCorrectionStore.standing(handle, space.spaceId()));
        goTo(handle, space, "replay");
      }
      default -> {
        if (isBusy(handle, backlog)) {
          settle(handle);
          return Progress.WAITING;
        }
        replay(handle, space);
      }
    }
    return Progress.ADVANCED;
  }

  private static void refuseSecond(Handle handle, String tenantId) {
    handle
        .createQuery(
            "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('rebuild' || :tenant, 0))")
        .bind("tenant", tenantId)
        .mapTo(Integer.class)
        .one();
    boolean running =
        handle
            .createQuery(
                "SELECT EXISTS (SELECT 1 FROM rebuild WHERE tenant_id = :tenant AND state = 'running')")
            .bind("tenant", tenantId)
            .mapTo(Boolean.class)
            .one();
    if (running) {
      throw new RebuildRunningException();
    }
  }

  private static void insert(
      Handle handle,
      UUID id,
      String tenantId,
      Scope scope,
      @Nullable Space space,
      String startedBy) {
    handle
        .createUpdate(
            """
            INSERT INTO rebuild (rebuild_id, tenant_id, scope, space_name, started_by)
            VALUES (:id, :tenant, :scope, :space, :by)
            """)
        .bind("id", id)
        .bind("tenant", tenantId)
        .bind("scope", scope.name().toLowerCase(Locale.ROOT))
        .bind("space", space == null ? null : space.name().value())
        .bind("by", startedBy)
        .execute();
  }

  private static void addSpaces(
      Handle handle, UUID id, String tenantId, Scope scope, @Nullable Space space) {
    handle
        .createUpdate(
            """
            INSERT INTO rebuild_space (rebuild_id, space_id, tenant_id)
            SELECT :id, space_id, tenant_id FROM space
             WHERE forgotten_at IS NULL AND (:all OR tenant_id = :tenant)
               AND (CAST(:space AS uuid) IS NULL OR space_id = CAST(:space AS uuid))
            """)
        .bind("id", id)
        .bind("all", scope == Scope.ALL)
        .bind("tenant", tenantId)
        .bind("space", space == null ? null : space.id().toString())
        .execute();
  }

  private static void countEpisodes(Handle handle, UUID id) {
    handle
        .createUpdate(
            """
            UPDATE rebuild SET (episodes, remaining) =
              (SELECT count(*), count(*) FROM episode e JOIN rebuild_space s USING (space_id) WHERE s.rebuild_id = :id)
             WHERE rebuild_id = :id
            """)
        .bind("id", id)
        .execute();
  }

  private static boolean onlyOne(Handle handle) {
    return handle
        .createQuery("SELECT pg_try_advisory_xact_lock(:lock)")
        .bind("lock", ONE_AT_A_TIME)
        .mapTo(Boolean.class)
        .one();
  }

  private static Optional<OpenSpace> nextSpace(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT s.rebuild_id, s.space_id, s.tenant_id, s.step, s.cursor
              FROM rebuild_space s JOIN rebuild r USING (rebuild_id)
             WHERE r.state = 'running' AND s.step <> 'done'
             ORDER BY s.rebuild_id, s.space_id LIMIT 1
            """)
        .map((row, context) ->
            new OpenSpace(
                Rows.uuid(row, "rebuild_id"),
                Rows.uuid(row, "space_id"),
                row.getString("tenant_id"),
                row.getString("step"),
                Rows.uuid(row, "cursor")))
        .findOne();
  }

  /** Names are read anew, too: an emptied graph counts its versions from the beginning. */
  private static void mark(Handle handle, OpenSpace space) {
    handle
        .createUpdate(
            """
            UPDATE episode SET indexed_generation = 0, index_failed_generation = 0, emitted_at = now(),
                   outcome = CASE WHEN outcome = 'integrated' THEN 'pending' ELSE outcome END
             WHERE space_id = :space
            """)
        .bind("space", space.spaceId())
        .execute();
    handle
        .createUpdate("UPDATE entity SET graph_version = 0 WHERE space_id = :space")
        .bind("space", space.spaceId())
        .execute();
  }

  private void replay(Handle handle, OpenSpace space) {
    List<EpisodeRecorded> portion = reopen(handle, space);
    if (portion.isEmpty()) {
      goTo(handle, space, "done");
      return;
    }
    Outbox.write(
        handle,
        portion.stream()
            .map(e ->
                new Outbox.Entry(e.tenantId(), e.spaceId(), Topics.EPISODE_RECORDED, rows.write(e)))
            .toList(),
        null);
    handle.afterCommit(outbox::wake);
    handle
        .createUpdate(
            "UPDATE rebuild_space SET cursor = :cursor WHERE rebuild_id = :id AND space_id = :space")
        .bind("cursor", portion.getLast().episodeId())
        .bind("id", space.rebuildId())
        .bind("space", space.spaceId())
        .execute();
    handle
        .createUpdate("UPDATE rebuild SET replayed = replayed + :count WHERE rebuild_id = :id")
        .bind("count", portion.size())
        .bind("id", space.rebuildId())
        .execute();
  }

  /** Marks once more: what came through between marking and emptying left the graph again. */
  private static List<EpisodeRecorded> reopen(Handle handle, OpenSpace space) {
    return handle
        .createQuery(
            """
            WITH next AS (
              SELECT episode_id AS id FROM episode WHERE space_id = :space AND episode_id > :cursor
               ORDER BY episode_id LIMIT :limit),
            reopened AS (
              UPDATE episode SET indexed_generation = 0, index_failed_generation = 0, emitted_at = now(),
                     outcome = CASE WHEN outcome = 'integrated' THEN 'pending' ELSE outcome END
                FROM next WHERE episode_id = next.id
              RETURNING <columns>)
            SELECT * FROM reopened ORDER BY episode_id
            """)
        .define("columns", Rows.RECORDED)
        .bind("space", space.spaceId())
        .bind("cursor", space.cursor())
        .bind("limit", PORTION)
        .map((row, context) -> Rows.recorded(row))
        .list();
  }

  private static void goTo(Handle handle, OpenSpace space, String step) {
    handle
        .createUpdate(
            "UPDATE rebuild_space SET step = :step WHERE rebuild_id = :id AND space_id = :space")
        .bind("step", step)
        .bind("id", space.rebuildId())
        .bind("space", space.spaceId())
        .execute();
  }

  private static boolean isBusy(Handle handle, int backlog) {
    return handle
            .createQuery(
                """
                SELECT count(*) FROM (
                  SELECT 1 FROM rebuild_space s JOIN rebuild r USING (rebuild_id) JOIN episode e USING (space_id)
                   WHERE r.state = 'running' AND e.episode_id <= s.cursor
                     AND (e.outcome = 'pending' OR e.indexed_generation < e.generation AND e.index_failed_generation < e.generation)
                   LIMIT :limit) p
                """)
            .bind("limit", backlog)
            .mapTo(Long.class)
            .one()
        >= backlog;
  }

  /** Brings progress up to date and ends what is through; false when no rebuild runs. */
  private static boolean settle(Handle handle) {
    handle
        .createUpdate(
            """
            UPDATE rebuild r SET remaining =
              (SELECT count(*) FROM rebuild_space s JOIN episode e USING (space_id)
                WHERE s.rebuild_id = r.rebuild_id AND e.recorded_at <= r.started_at
                  AND (e.outcome = 'pending' OR e.indexed_generation < e.generation AND e.index_failed_generation < e.generation))
             WHERE state = 'running'
            """)
        .execute();
    handle
        .createUpdate(
            """
            UPDATE rebuild r SET state = 'done', finished_at = now()
             WHERE state = 'running' AND remaining = 0
               AND NOT EXISTS (SELECT 1 FROM rebuild_space s WHERE s.rebuild_id = r.rebuild_id AND s.step <> 'done')
            """)
        .execute();
    return handle
        .createQuery("SELECT EXISTS (SELECT 1 FROM rebuild WHERE state = 'running')")
        .mapTo(Boolean.class)
        .one();
  }

  private static Rebuild rebuild(ResultSet row) throws SQLException {
    return new Rebuild(
        Rows.uuid(row, "rebuild_id"),
        Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
        row.getString("space_name"),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getLong("episodes"),
        row.getLong("replayed"),
        row.getLong("remaining"),
        Rows.instant(row, "started_at"),
        Rows.instantOrNull(row, "finished_at"));
  }
}
