package dev.memary.memory.store;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.kit.store.JobsDatabase;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.corrections.Correction;
import dev.memary.memory.corrections.Correction.Renaming;
import dev.memary.memory.corrections.CorrectionRuns;
import dev.memary.memory.corrections.CorrectionStore;
import dev.memary.memory.corrections.TooManyCorrectionsException;
import dev.memary.memory.spaces.Space;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Corrections in PostgreSQL, with the outgoing events that bring them into the graph. */
@ApplicationScoped
public class PostgresCorrectionStore implements CorrectionStore, CorrectionRuns {
  private static final String SELECT =
      """
      SELECT c.*, s.name AS space_name,
             EXISTS (SELECT 1 FROM correction_run r WHERE r.space_id = c.space_id) AS applying
        FROM correction c JOIN space s USING (space_id)
      """;

  private final TenantDatabase tenants;
  private final JobsDatabase jobs;
  private final Rows rows;
  private final OutboxSignal outbox;

  public PostgresCorrectionStore(
      TenantDatabase tenants, JobsDatabase jobs, Rows rows, OutboxSignal outbox) {
    this.tenants = tenants;
    this.jobs = jobs;
    this.rows = rows;
    this.outbox = outbox;
  }

  @Override
  public Optional<Correction> add(Space space, Renaming renaming, String madeBy) {
    UUID id =
        tenants.inTenant(
            space.tenantId(),
            handle -> {
              lock(handle, space.id());
              return same(handle, space, renaming)
                  .orElseGet(() -> insert(handle, space, renaming, madeBy));
            });
    return find(space.tenantId(), id);
  }

  /** Forgetting the space waits, or has gone first. */
  private static void lock(Handle handle, UUID spaceId) {
    handle
        .createQuery("SELECT space_id FROM space WHERE space_id = :space FOR UPDATE")
        .bind("space", spaceId)
        .mapTo(UUID.class)
        .one();
  }

  private static Optional<UUID> same(Handle handle, Space space, Renaming renaming) {
    return handle
        .createQuery(
            """
            SELECT correction_id FROM correction
             WHERE space_id = :space AND revoked_at IS NULL
               AND name = :name AND becomes = :into AND episode_ids = :episodes
            """)
        .bind("space", space.id())
        .bind("name", renaming.name())
        .bind("into", renaming.into())
        .bind("episodes", renaming.episodeIds().toArray(UUID[]::new))
        .mapTo(UUID.class)
        .findFirst();
  }

  private static UUID insert(Handle handle, Space space, Renaming renaming, String madeBy) {
    if (countStanding(handle, space.id()) >= LIMIT) {
      throw new TooManyCorrectionsException();
    }
    UUID id = UuidCreator.getTimeOrderedEpoch();
    int inserted =
        handle
            .createUpdate(
                """
                INSERT INTO correction (correction_id, tenant_id, space_id, name, becomes, episode_ids, made_by)
                SELECT :id, tenant_id, space_id, :name, :into, :episodes, :by
                  FROM space WHERE space_id = :space AND forgotten_at IS NULL
                """)
            .bind("id", id)
            .bind("space", space.id())
            .bind("name", renaming.name())
            .bind("into", renaming.into())
            .bind("episodes", renaming.episodeIds().toArray(UUID[]::new))
            .bind("by", madeBy)
            .execute();
    if (inserted == 1) {
      begin(handle, space.tenantId(), space.id());
    }
    return id;
  }

  static long countStanding(Handle handle, UUID spaceId) {
    return handle
        .createQuery(
            "SELECT count(*) FROM correction WHERE space_id = :space AND revoked_at IS NULL")
        .bind("space", spaceId)
        .mapTo(Long.class)
        .one();
  }

  /** The corrections of the space have changed and are to be brought into the graph. */
  static void begin(Handle handle, String tenantId, UUID spaceId) {
    handle
        .createUpdate(
            """
            INSERT INTO correction_run (space_id, tenant_id) VALUES (:space, :tenant)
            ON CONFLICT (space_id) DO UPDATE
               SET revision = correction_run.revision + 1, step = 'push', due_at = now()
            """)
        .bind("space", spaceId)
        .bind("tenant", tenantId)
        .execute();
  }

  @Override
  public Optional<Correction> find(String tenantId, UUID correctionId) {
    return tenants.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(SELECT + "WHERE c.correction_id = :id")
                .bind("id", correctionId)
                .map((row, context) -> correction(row))
                .findOne());
  }

  @Override
  public List<Correction> list(Space space, @Nullable UUID before, int limit) {
    return tenants.inTenant(
        space.tenantId(),
        handle ->
            handle
                .createQuery(
                    SELECT
                        + """
                        WHERE c.space_id = :space AND (CAST(:before AS uuid) IS NULL OR c.correction_id < CAST(:before AS uuid))
                        ORDER BY c.correction_id DESC LIMIT :limit
                        """)
                .bind("space", space.id())
                .bind("before", before == null ? null : before.toString())
                .bind("limit", limit)
                .map((row, context) -> correction(row))
                .list());
  }

  @Override
  public Optional<Correction> revoke(String tenantId, UUID correctionId, String revokedBy) {
    tenants.inTenant(
        tenantId,
        handle -> {
          Optional<UUID> space =
              handle
                  .createQuery(
                      """
                      UPDATE correction SET revoked_at = now(), revoked_by = :by
                       WHERE correction_id = :id AND revoked_at IS NULL
                      RETURNING space_id
                      """)
                  .bind("id", correctionId)
                  .bind("by", revokedBy)
                  .mapTo(UUID.class)
                  .findOne();
          space.ifPresent(id -> begin(handle, tenantId, id));
          return space;
        });
    return find(tenantId, correctionId);
  }

  @Override
  public Optional<Run> next() {
    return jobs.jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT * FROM correction_run WHERE due_at <= now() ORDER BY due_at LIMIT 1")
                .map((row, context) -> run(row))
                .findOne());
  }

  @Override
  public List<Renaming> standing(Run run) {
    return jobs.jdbi().withHandle(handle -> standing(handle, run.spaceId()));
  }

  static List<Renaming> standing(Handle handle, UUID spaceId) {
    return handle
        .createQuery(
            """
            SELECT name, becomes, episode_ids FROM correction
             WHERE space_id = :space AND revoked_at IS NULL ORDER BY correction_id
            """)
        .bind("space", spaceId)
        .map((row, context) -> renaming(row))
        .list();
  }

  @Override
  public void goTo(Run run, Step step) {
    jobs.jdbi()
        .useHandle(handle ->
            update(handle, run, "SET step = :next, cursor = '00000000-0000-0000-0000-000000000000'")
                .bind("next", step.name().toLowerCase(Locale.ROOT))
                .execute());
  }

  @Override
  public void replay(Run run, List<UUID> episodeIds) {
    jobs.jdbi()
        .useTransaction(handle -> {
          int moved =
              update(handle, run, "SET cursor = :last")
                  .bind("last", episodeIds.getLast())
                  .execute();
          if (moved == 1) {
            reopen(handle, run, episodeIds);
          }
        });
  }

  private void reopen(Handle handle, Run run, List<UUID> episodeIds) {
    List<EpisodeRecorded> reopened =
        handle
            .createQuery(
                """
                UPDATE episode SET emitted_at = now(),
                       outcome = CASE WHEN outcome = 'integrated' THEN 'pending' ELSE outcome END
                 WHERE episode_id = ANY(:ids) AND space_id = :space
                RETURNING <columns>
                """)
            .define("columns", Rows.RECORDED)
            .bind("ids", episodeIds.toArray(UUID[]::new))
            .bind("space", run.spaceId())
            .map((row, context) -> Rows.recorded(row))
            .list();
    Outbox.write(
        handle,
        reopened.stream()
            .map(e ->
                new Outbox.Entry(e.tenantId(), e.spaceId(), Topics.EPISODE_RECORDED, rows.write(e)))
            .toList(),
        null);
    handle.afterCommit(outbox::wake);
  }

  @Override
  public boolean anyPending(Run run, Collection<UUID> episodeIds) {
    return jobs.jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT EXISTS (SELECT 1 FROM episode
                                    WHERE episode_id = ANY(:ids) AND space_id = :space AND outcome = 'pending')
                    """)
                .bind("ids", episodeIds.toArray(UUID[]::new))
                .bind("space", run.spaceId())
                .mapTo(Boolean.class)
                .one());
  }

  @Override
  public void later(Run run, Duration pause) {
    jobs.jdbi()
        .useHandle(handle ->
            update(handle, run, "SET due_at = now() + make_interval(secs => :pause)")
                .bind("pause", pause.toSeconds())
                .execute());
  }

  @Override
  public void done(Run run) {
    jobs.jdbi()
        .useHandle(handle ->
            handle
                .createUpdate(
                    "DELETE FROM correction_run WHERE space_id = :space AND revision = :revision AND step = 'settle'")
                .bind("space", run.spaceId())
                .bind("revision", run.revision())
                .execute());
  }

  /** Changes the run if it stands where it was read. */
  private static Update update(Handle handle, Run run, String set) {
    return handle
        .createUpdate(
            """
            UPDATE correction_run <set>
             WHERE space_id = :space AND revision = :revision AND step = :step AND cursor = :cursor
            """)
        .define("set", set)
        .bind("space", run.spaceId())
        .bind("revision", run.revision())
        .bind("step", run.step().name().toLowerCase(Locale.ROOT))
        .bind("cursor", run.cursor());
  }

  private static Run run(ResultSet row) throws SQLException {
    return new Run(
        row.getString("tenant_id"),
        Rows.uuid(row, "space_id"),
        row.getLong("revision"),
        Step.valueOf(row.getString("step").toUpperCase(Locale.ROOT)),
        Rows.uuid(row, "cursor"));
  }

  private static Correction correction(ResultSet row) throws SQLException {
    return new Correction(
        Rows.uuid(row, "correction_id"),
        row.getString("space_name"),
        renaming(row),
        row.getString("made_by"),
        Rows.instant(row, "made_at"),
        row.getString("revoked_by"),
        Rows.instantOrNull(row, "revoked_at"),
        row.getBoolean("applying"));
  }

  private static Renaming renaming(ResultSet row) throws SQLException {
    return new Renaming(
        row.getString("name"), row.getString("becomes"), Rows.uuids(row.getArray("episode_ids")));
  }
}
