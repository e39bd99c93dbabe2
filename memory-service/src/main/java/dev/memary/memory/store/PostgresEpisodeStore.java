package dev.memary.memory.store;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.episodes.Episode;
import dev.memary.memory.episodes.EpisodeStore;
import dev.memary.memory.episodes.IdempotencyConflictException;
import dev.memary.memory.episodes.NewEpisode;
import dev.memary.memory.episodes.OriginalGoneException;
import dev.memary.memory.episodes.RecordRequest;
import dev.memary.memory.episodes.Recorded;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Episodes in PostgreSQL. Recording is one transaction: space, session, episodes, idempotency key
 * and outbox.
 */
@ApplicationScoped
public class PostgresEpisodeStore implements EpisodeStore {
  private final TenantDatabase database;
  private final Rows rows;
  private final Versions versions;
  private final OutboxSignal outbox;

  public PostgresEpisodeStore(
      TenantDatabase database, Rows rows, Versions versions, OutboxSignal outbox) {
    this.database = database;
    this.rows = rows;
    this.versions = versions;
    this.outbox = outbox;
  }

  private record SessionRow(UUID sessionId, long firstSequence) {}

  @Override
  public Recorded record(RecordRequest request) {
    UUID eventId = UuidCreator.getTimeOrderedEpoch();
    return database.inTenant(
        request.tenantId(),
        handle ->
            claimIdempotencyKey(handle, request, eventId)
                .orElseGet(() -> recordNew(handle, request, eventId)));
  }

  @Override
  public Optional<Episode> find(String tenantId, UUID episodeId) {
    return find(tenantId, List.of(episodeId)).stream().findFirst();
  }

  @Override
  public List<Episode> find(String tenantId, Collection<UUID> episodeIds) {
    return find(tenantId, episodeIds, null);
  }

  @Override
  public List<Episode> find(String tenantId, Collection<UUID> episodeIds, @Nullable Instant asOf) {
    if (episodeIds.isEmpty()) {
      return List.of();
    }
    return database.inTenant(
        tenantId,
        handle ->
            versions.asOf(
                handle,
                handle
                    .createQuery(Rows.SELECT_EPISODE + " WHERE e.episode_id = ANY(:ids)")
                    .bind("ids", episodeIds.toArray(UUID[]::new))
                    .map((row, context) -> rows.episode(row))
                    .list(),
                asOf));
  }

  @Override
  public List<Episode> list(
      String tenantId, UUID spaceId, Selection selection, @Nullable Position after, int limit) {
    return database.inTenant(
        tenantId,
        handle ->
            versions.asOf(
                handle,
                handle
                    .createQuery(
                        Rows.SELECT_EPISODE
                            + """
                             WHERE e.space_id = :space
                               AND (CAST(:session AS text) IS NULL OR s.name = :session)
                               AND (CAST(:role AS text) IS NULL OR e.role = :role)
                               AND (CAST(:from AS timestamptz) IS NULL OR e.occurred_at >= :from)
                               AND (CAST(:to AS timestamptz) IS NULL OR e.occurred_at < :to)
                               AND (CAST(:asOf AS timestamptz) IS NULL OR e.recorded_at <= :asOf)
                               AND (CAST(:entity AS text) IS NULL OR EXISTS (
                                    SELECT FROM stream_entry t JOIN entity n USING (space_id, entity_id)
                                     WHERE t.space_id = e.space_id AND t.episode_id = e.episode_id
                                       AND lower(n.name) = lower(:entity)))
                               AND e.metadata @> CAST(:metadata AS jsonb)
                               AND (CAST(:at AS timestamptz) IS NULL
                                    OR (e.occurred_at, e.episode_id) < (:at, CAST(:episode AS uuid)))
                             ORDER BY e.occurred_at DESC, e.episode_id DESC LIMIT :limit
                            """)
                    .bind("space", spaceId)
                    .bind("session", selection.session())
                    .bind("role", selection.role() == null ? null : selection.role().wireName())
                    .bind("from", selection.from())
                    .bind("to", selection.to())
                    .bind("asOf", selection.asOf())
                    .bind("entity", selection.entity())
                    .bind("metadata", rows.write(selection.metadata()))
                    .bind("at", after == null ? null : after.occurredAt())
                    .bind("episode", after == null ? null : after.episodeId())
                    .bind("limit", limit)
                    .map((row, context) -> rows.episode(row))
                    .list(),
                selection.asOf()));
  }

  @Override
  public List<SessionSpeakers> speakers(String tenantId, Collection<UUID> sessionIds) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT session_id, array_agg(speaker ORDER BY first) AS speakers
                      FROM (SELECT session_id, speaker, min(sequence) AS first
                              FROM episode WHERE session_id = ANY(:ids) GROUP BY session_id, speaker) s
                     GROUP BY session_id
                    """)
                .bind("ids", sessionIds.toArray(UUID[]::new))
                .map((row, context) ->
                    new SessionSpeakers(
                        Rows.uuid(row, "session_id"),
                        List.of((String[]) row.getArray("speakers").getArray())))
                .list());
  }

  @Override
  public List<Episode> recent(
      String tenantId, UUID spaceId, String session, int limit, @Nullable Instant asOf) {
    return newest(
            tenantId,
            spaceId,
            "s.name = :session ORDER BY e.sequence",
            Map.of("session", session),
            limit,
            asOf)
        .reversed();
  }

  @Override
  public List<Episode> pinned(String tenantId, UUID spaceId, int limit, @Nullable Instant asOf) {
    return newest(
            tenantId,
            spaceId,
            """
            (e.pinned OR EXISTS (SELECT FROM episode_version v
                                  WHERE v.episode_id = e.episode_id AND v.pinned AND v.held_to > :asOf))
            ORDER BY e.occurred_at DESC, e.episode_id\
            """,
            Map.of(),
            limit,
            asOf)
        .stream()
        .filter(Episode::pinned)
        .toList();
  }

  private List<Episode> newest(
      String tenantId,
      UUID spaceId,
      String which,
      Map<String, Object> values,
      int limit,
      @Nullable Instant asOf) {
    return database.inTenant(
        tenantId,
        handle ->
            versions.asOf(
                handle,
                handle
                    .createQuery(
                        Rows.SELECT_EPISODE
                            + """
                             WHERE e.space_id = :space
                               AND (CAST(:asOf AS timestamptz) IS NULL OR e.recorded_at <= :asOf) AND
                            """
                            + which
                            + " DESC LIMIT :limit")
                    .bindMap(values)
                    .bind("space", spaceId)
                    .bind("asOf", asOf)
                    .bind("limit", limit)
                    .map((row, context) -> rows.episode(row))
                    .list(),
                asOf));
  }

  /** Empty when the key is new (or absent); the first answer when the request is a repetition. */
  private Optional<Recorded> claimIdempotencyKey(
      Handle handle, RecordRequest request, UUID eventId) {
    if (request.idempotencyKey() == null) {
      return Optional.empty();
    }
    int claimed =
        handle
            .createUpdate(
                """
                INSERT INTO idempotency_key (tenant_id, subject, key, request_hash, event_id)
                VALUES (:tenant, :subject, :key, :hash, :event) ON CONFLICT DO NOTHING
                """)
            .bind("tenant", request.tenantId())
            .bind("subject", request.subject())
            .bind("key", request.idempotencyKey())
            .bind("hash", request.requestHash())
            .bind("event", eventId)
            .execute();
    return claimed == 1 ? Optional.empty() : Optional.of(firstAnswer(handle, request));
  }

  private static Recorded firstAnswer(Handle handle, RecordRequest request) {
    return handle
        .createQuery(
            """
            SELECT k.request_hash = :hash AS same, k.event_id, e.memory_ids
              FROM idempotency_key k LEFT JOIN ingestion_event e USING (event_id)
             WHERE k.subject = :subject AND k.key = :key
            """)
        .bind("hash", request.requestHash())
        .bind("subject", request.subject())
        .bind("key", request.idempotencyKey())
        .map((row, context) -> {
          // An event that is gone was forgotten with its space: its key must not bring it back.
          if (!row.getBoolean("same") || row.getArray("memory_ids") == null) {
            throw new IdempotencyConflictException();
          }
          return new Recorded(Rows.uuid(row, "event_id"), Rows.uuids(row.getArray("memory_ids")));
        })
        .one();
  }

  private Recorded recordNew(Handle handle, RecordRequest request, UUID eventId) {
    request.episodes().stream()
        .flatMap(e -> Stream.ofNullable(e.sharedFrom()))
        .forEach(original -> keepUntilCopied(handle, original.episodeId()));
    UUID spaceId = LivingSpaces.named(handle, request.tenantId(), request.space());
    Map<String, UUID> known = knownExternalIds(handle, request, spaceId);
    Map<UUID, NewEpisode> fresh = new LinkedHashMap<>();
    List<UUID> ids = new ArrayList<>();
    for (NewEpisode episode : request.episodes()) {
      UUID id = UuidCreator.getTimeOrderedEpoch();
      UUID first =
          episode.externalId() == null ? null : known.putIfAbsent(episode.externalId(), id);
      if (first == null) {
        fresh.put(id, episode);
      }
      ids.add(first == null ? id : first);
    }
    if (!fresh.isEmpty()) {
      insertEpisodes(handle, request, spaceId, eventId, fresh);
    }
    insertEvent(handle, request, spaceId, eventId, ids);
    return new Recorded(eventId, ids);
  }

  /** An original that is being forgotten takes its copies with it, also the one made now. */
  private static void keepUntilCopied(Handle handle, UUID original) {
    boolean gone =
        handle
            .createQuery(
                """
                SELECT e.episode_id FROM episode e JOIN space s USING (space_id)
                 WHERE e.episode_id = :id AND s.forgotten_at IS NULL FOR SHARE OF s FOR KEY SHARE OF e
                """)
            .bind("id", original)
            .mapTo(UUID.class)
            .findOne()
            .isEmpty();
    if (gone) {
      throw new OriginalGoneException();
    }
  }

  /** Locks the session, making it if need be, and takes the next numbers of its sequence. */
  private static SessionRow takeSequence(
      Handle handle, RecordRequest request, UUID spaceId, int count) {
    return handle
        .createQuery(
            """
            INSERT INTO session (session_id, tenant_id, space_id, name, next_sequence)
            VALUES (:id, :tenant, :space, :name, 1 + :count)
            ON CONFLICT (space_id, name) DO UPDATE SET next_sequence = session.next_sequence + :count
            RETURNING session_id, next_sequence - :count AS first_sequence
            """)
        .bind("id", UuidCreator.getTimeOrderedEpoch())
        .bind("tenant", request.tenantId())
        .bind("space", spaceId)
        .bind("name", request.session())
        .bind("count", count)
        .map((row, context) ->
            new SessionRow(Rows.uuid(row, "session_id"), row.getLong("first_sequence")))
        .one();
  }

  private static Map<String, UUID> knownExternalIds(
      Handle handle, RecordRequest request, UUID spaceId) {
    String[] ids =
        request.episodes().stream()
            .map(NewEpisode::externalId)
            .filter(Objects::nonNull)
            .toArray(String[]::new);
    Map<String, UUID> known = new HashMap<>();
    if (ids.length > 0) {
      SpaceLock.forExternalIds(handle, spaceId);
      handle
          .createQuery(
              "SELECT external_id, episode_id FROM episode WHERE space_id = :space AND external_id = ANY(:ids)")
          .bind("space", spaceId)
          .bind("ids", ids)
          .map((row, context) ->
              Map.entry(row.getString("external_id"), Rows.uuid(row, "episode_id")))
          .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
    }
    return known;
  }

  private void insertEpisodes(
      Handle handle,
      RecordRequest request,
      UUID spaceId,
      UUID eventId,
      Map<UUID, NewEpisode> fresh) {
    SessionRow session = takeSequence(handle, request, spaceId, fresh.size());
    List<EpisodeRecorded> events = new ArrayList<>();
    PreparedBatch inserts =
        handle.prepareBatch(
            """
            INSERT INTO episode (episode_id, tenant_id, space_id, session_id, sequence, role, speaker, text, occurred_at,
                                 recorded_at, external_id, metadata, recalled_ids, infer, outcome, pinned, expires_at,
                                 shared_from, shared_from_space)
            VALUES (:id, :tenant, :space, :session, :sequence, :role, :speaker, :text, :occurredAt,
                    :recordedAt, :externalId, CAST(:metadata AS jsonb), :recalled, :infer, :outcome, :pinned, :expiresAt,
                    :original, :originalSpace)
            """);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    fresh.forEach((id, episode) -> {
      long sequence = session.firstSequence() + events.size();
      bind(inserts, episode, request, now)
          .bind("id", id)
          .bind("space", spaceId)
          .bind("session", session.sessionId())
          .bind("sequence", sequence)
          .add();
      events.add(event(eventId, id, spaceId, session.sessionId(), sequence, episode, request, now));
    });
    inserts.execute();
    Outbox.write(handle, events.stream().map(this::outgoing).toList(), request.traceparent());
    handle.afterCommit(outbox::wake);
  }

  private PreparedBatch bind(
      PreparedBatch inserts, NewEpisode episode, RecordRequest request, Instant now) {
    return inserts
        .bind("tenant", request.tenantId())
        .bind("role", episode.role().wireName())
        .bind("speaker", episode.speaker())
        .bind("text", episode.text())
        .bind("occurredAt", episode.occurredAt())
        .bind("recordedAt", now)
        .bind("externalId", episode.externalId())
        .bind("metadata", rows.write(episode.metadata()))
        .bind("recalled", episode.recalledIds().toArray(UUID[]::new))
        .bind("infer", request.infer())
        .bind("outcome", request.infer() ? "pending" : "skipped")
        .bind("pinned", episode.pinned())
        .bind("expiresAt", episode.expiresAt())
        .bind("original", episode.sharedFrom() == null ? null : episode.sharedFrom().episodeId())
        .bind(
            "originalSpace",
            episode.sharedFrom() == null ? null : episode.sharedFrom().spaceName());
  }

  private Outbox.Entry outgoing(EpisodeRecorded event) {
    return new Outbox.Entry(
        event.tenantId(), event.spaceId(), Topics.EPISODE_RECORDED, rows.write(event));
  }

  private static EpisodeRecorded event(
      UUID eventId,
      UUID id,
      UUID spaceId,
      UUID sessionId,
      long sequence,
      NewEpisode episode,
      RecordRequest request,
      Instant recordedAt) {
    return new EpisodeRecorded(
        eventId,
        request.tenantId(),
        spaceId,
        id,
        sessionId,
        sequence,
        episode.role().wireName(),
        speakerId(spaceId, episode.speaker()),
        episode.occurredAt(),
        recordedAt,
        episode.recalledIds(),
        1,
        1,
        request.infer(),
        null);
  }

  /** Stable within the space and opaque outside (UUID version 5 of the space's id and the name). */
  static UUID speakerId(UUID spaceId, String speaker) {
    return UuidCreator.getNameBasedSha1(spaceId, speaker);
  }

  private static void insertEvent(
      Handle handle, RecordRequest request, UUID spaceId, UUID eventId, List<UUID> ids) {
    handle
        .createUpdate(
            """
            INSERT INTO ingestion_event (event_id, tenant_id, space_id, memory_ids)
            VALUES (:event, :tenant, :space, :ids)
            """)
        .bind("event", eventId)
        .bind("tenant", request.tenantId())
        .bind("space", spaceId)
        .bind("ids", ids.toArray(UUID[]::new))
        .execute();
  }
}
