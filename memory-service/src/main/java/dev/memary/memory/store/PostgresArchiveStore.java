package dev.memary.memory.store;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.episodes.Role;
import dev.memary.memory.portability.ArchiveStore;
import dev.memary.memory.portability.Part;
import dev.memary.memory.portability.Transfer;
import dev.memary.memory.spaces.Space;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Parts of spaces in PostgreSQL. */
@ApplicationScoped
public class PostgresArchiveStore implements ArchiveStore {
  private final TenantDatabase database;
  private final Rows rows;
  private final OutboxSignal outbox;
  private final int backlog;

  public PostgresArchiveStore(
      TenantDatabase database,
      Rows rows,
      OutboxSignal outbox,
      @ConfigProperty(name = "memary.portability.backlog", defaultValue = "2000") int backlog) {
    this.backlog = backlog;
    this.database = database;
    this.rows = rows;
    this.outbox = outbox;
  }

  @Override
  public List<Part.Session> sessions(Space space, @Nullable String after, int limit) {
    return database.inTenant(
        space.tenantId(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT name, started_at FROM session
                     WHERE space_id = :space AND (CAST(:after AS text) IS NULL OR name > :after)
                     ORDER BY name LIMIT :limit
                    """)
                .bind("space", space.id())
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) ->
                    new Part.Session(row.getString("name"), Rows.instant(row, "started_at")))
                .list());
  }

  @Override
  public List<Part.Correction> corrections(Space space) {
    return database.inTenant(
        space.tenantId(),
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM correction WHERE space_id = :space ORDER BY correction_id")
                .bind("space", space.id())
                .map((row, context) ->
                    new Part.Correction(
                        Rows.uuid(row, "correction_id"),
                        row.getString("name"),
                        row.getString("becomes"),
                        Rows.uuids(row.getArray("episode_ids")),
                        Rows.instant(row, "made_at"),
                        Rows.instantOrNull(row, "revoked_at")))
                .list());
  }

  @Override
  public List<Part.Episode> episodes(Space space, @Nullable UUID after, int limit) {
    return database.inTenant(
        space.tenantId(),
        handle ->
            handle
                .createQuery(
                    """
                    SELECT e.episode_id, s.name AS session_name, e.sequence, e.role, e.speaker, e.text, e.occurred_at,
                           e.recorded_at, e.external_id, e.metadata, e.recalled_ids, e.infer, e.version,
                           x.extractor, x.body
                      FROM episode e JOIN session s USING (session_id)
                      LEFT JOIN extraction x ON x.episode_id = e.episode_id AND x.generation = e.generation
                     WHERE e.space_id = :space AND (CAST(:after AS uuid) IS NULL OR e.episode_id > CAST(:after AS uuid))
                     ORDER BY e.episode_id LIMIT :limit
                    """)
                .bind("space", space.id())
                .bind("after", after == null ? null : after.toString())
                .bind("limit", limit)
                .map((row, context) -> episode(row))
                .list());
  }

  private Part.Episode episode(ResultSet row) throws SQLException {
    String extractor = row.getString("extractor");
    return new Part.Episode(
        Rows.uuid(row, "episode_id"),
        row.getString("session_name"),
        row.getLong("sequence"),
        Role.of(row.getString("role")),
        row.getString("speaker"),
        row.getString("text"),
        Rows.instant(row, "occurred_at"),
        Rows.instant(row, "recorded_at"),
        row.getString("external_id"),
        rows.map(row.getString("metadata")),
        Rows.uuids(row.getArray("recalled_ids")),
        row.getBoolean("infer"),
        row.getInt("version"),
        extractor == null ? null : new Part.Understood(extractor, row.getString("body")));
  }

  @Override
  public boolean isAlive(Space space) {
    return database.inTenant(space.tenantId(), handle -> LivingSpaces.share(handle, space.id()));
  }

  @Override
  public boolean isBusy(String tenantId) {
    return database.inTenant(
            tenantId,
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT count(*) FROM (
                          SELECT FROM episode
                           WHERE outcome = 'pending'
                              OR (indexed_generation < generation AND index_failed_generation < generation)
                           LIMIT :limit) p
                        """)
                    .bind("limit", backlog)
                    .mapTo(Long.class)
                    .one())
        >= backlog;
  }

  @Override
  public Optional<Transfer> add(Transfer running, List<Part> parts, Duration lease) {
    return database.inTenant(
        running.space().tenantId(),
        handle ->
            LivingSpaces.share(handle, running.space().id()) && isAt(handle, running)
                ? new ImportedPortion(handle, running, rows, outbox).add(parts, lease)
                : Optional.empty());
  }

  /** Locks the import, if it stands where it was read and is still to be worked on. */
  private static boolean isAt(Handle handle, Transfer running) {
    return handle
        .createQuery(
            """
            SELECT transfer_id FROM transfer
             WHERE transfer_id = :id AND state = 'running' AND position = :position FOR UPDATE
            """)
        .bind("id", running.id())
        .bind("position", running.position())
        .mapTo(UUID.class)
        .findOne()
        .isPresent();
  }
}
