package dev.memary.memory.store;

import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.episodes.Change;
import dev.memary.memory.episodes.ChangeStore;
import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.Version;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Changes of memories in PostgreSQL: past version, present version and event in one transaction.
 */
@ApplicationScoped
public class PostgresChangeStore implements ChangeStore {
  private final TenantDatabase database;
  private final Rows rows;
  private final OutboxSignal outbox;

  public PostgresChangeStore(TenantDatabase database, Rows rows, OutboxSignal outbox) {
    this.database = database;
    this.rows = rows;
    this.outbox = outbox;
  }

  @Override
  public Optional<Episode> change(String tenantId, Change change, @Nullable String traceparent) {
    return database.inTenant(
        tenantId,
        handle ->
            locked(handle, change.episodeId()).map(e -> change(handle, e, change, traceparent)));
  }

  private Optional<Episode> locked(Handle handle, UUID episodeId) {
    return handle
        .createQuery(Rows.SELECT_EPISODE + " WHERE e.episode_id = :id FOR UPDATE OF e")
        .bind("id", episodeId)
        .map((row, context) -> rows.episode(row))
        .findOne();
  }

  private Episode change(
      Handle handle, Episode before, Change change, @Nullable String traceparent) {
    if (change.expectedVersion() != null && change.expectedVersion() != before.version()) {
      throw new VersionConflictException(before.version());
    }
    Version next = change.applyTo(before, Instant.now().truncatedTo(ChronoUnit.MICROS));
    Episode after = before.as(next);
    if (sameApartFromVersion(before, after)) {
      return before;
    }
    keepPast(handle, next);
    boolean again =
        !after.text().equals(before.text()) || !after.occurredAt().equals(before.occurredAt());
    EpisodeRecorded event = write(handle, next, again);
    if (again) {
      deleteSummaries(handle, before);
      var entry =
          new Outbox.Entry(
              event.tenantId(), event.spaceId(), Topics.EPISODE_RECORDED, rows.write(event));
      Outbox.write(handle, List.of(entry), traceparent);
      handle.afterCommit(outbox::wake);
    }
    return after;
  }

  private static boolean sameApartFromVersion(Episode before, Episode after) {
    return before.text().equals(after.text())
        && before.occurredAt().equals(after.occurredAt())
        && before.metadata().equals(after.metadata())
        && before.pinned() == after.pinned()
        && Objects.equals(before.expiresAt(), after.expiresAt());
  }

  private static void keepPast(Handle handle, Version next) {
    handle
        .createUpdate(
            """
            INSERT INTO episode_version (episode_id, version, tenant_id, space_id, text, occurred_at, metadata, pinned,
                                         expires_at, held_from, held_to, changed_by)
            SELECT episode_id, version, tenant_id, space_id, text, occurred_at, metadata, pinned,
                   expires_at, coalesce(changed_at, recorded_at), :now, changed_by
              FROM episode WHERE episode_id = :id
            """)
        .bind("id", next.episodeId())
        .bind("now", next.heldFrom())
        .execute();
  }

  /** What is to be understood again is found by its words until it is indexed again. */
  private EpisodeRecorded write(Handle handle, Version next, boolean again) {
    return handle
        .createQuery(
            """
            UPDATE episode
               SET text = :text, occurred_at = :occurredAt, metadata = CAST(:metadata AS jsonb), pinned = :pinned,
                   expires_at = :expiresAt, version = :version, changed_at = :now, changed_by = :by,
                   generation = generation + CASE WHEN :again THEN 1 ELSE 0 END,
                   indexed_generation = CASE WHEN :again THEN 0 ELSE indexed_generation END,
                   outcome = CASE WHEN :again AND infer THEN 'pending' ELSE outcome END,
                   outcome_reason = CASE WHEN :again THEN NULL ELSE outcome_reason END,
                   emitted_at = now()
             WHERE episode_id = :id RETURNING <columns>
            """)
        .define("columns", Rows.RECORDED)
        .bind("id", next.episodeId())
        .bind("text", next.text())
        .bind("occurredAt", next.occurredAt())
        .bind("metadata", rows.write(next.metadata()))
        .bind("pinned", next.pinned())
        .bind("expiresAt", next.expiresAt())
        .bind("version", next.version())
        .bind("now", next.heldFrom())
        .bind("by", next.changedBy())
        .bind("again", again)
        .map((row, context) -> Rows.recorded(row))
        .one();
  }

  /** They tell of the text as it was. */
  private static void deleteSummaries(Handle handle, Episode episode) {
    handle
        .createUpdate(
            "DELETE FROM session_summary WHERE session_id = :session AND up_to >= :sequence")
        .bind("session", episode.sessionId())
        .bind("sequence", episode.sequence())
        .execute();
  }

  @Override
  public List<Version> history(String tenantId, UUID episodeId) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT episode_id, version, text, occurred_at, metadata, pinned, expires_at, held_from, held_to, changed_by
                      FROM episode_version WHERE episode_id = :id
                    UNION ALL
                    SELECT episode_id, version, text, occurred_at, metadata, pinned, expires_at,
                           coalesce(changed_at, recorded_at), NULL, changed_by
                      FROM episode WHERE episode_id = :id
                    ORDER BY version DESC
                    """)
                .bind("id", episodeId)
                .map((row, context) -> rows.version(row))
                .list());
  }
}
