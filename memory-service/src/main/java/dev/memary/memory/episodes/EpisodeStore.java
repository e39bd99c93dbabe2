package dev.memary.memory.episodes;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: the system of record of episodes. */
public interface EpisodeStore {
  /**
   * Records the episodes, the idempotency key and the outgoing events in one transaction.
   *
   * @throws IdempotencyConflictException when the key was used for a different request
   */
  Recorded record(RecordRequest request);

  /** An episode of the tenant. */
  Optional<Episode> find(String tenantId, UUID episodeId);

  /** Those of the episodes that still exist. */
  List<Episode> find(String tenantId, Collection<UUID> episodeIds);

  /** Those of the episodes that had been recorded by then, as they were; null is now. */
  List<Episode> find(String tenantId, Collection<UUID> episodeIds, @Nullable Instant asOf);

  /** Distinct speakers of each of the sessions, in order of appearance. */
  List<SessionSpeakers> speakers(String tenantId, Collection<UUID> sessionIds);

  /** The newest episodes of a session, oldest first, as they were then; null is now. */
  List<Episode> recent(
      String tenantId, UUID spaceId, String session, int limit, @Nullable Instant asOf);

  /** The pinned episodes of a space, what happened last first, as they were then; null is now. */
  List<Episode> pinned(String tenantId, UUID spaceId, int limit, @Nullable Instant asOf);

  /**
   * Those of a space that are selected, what happened last first, from the one after that place.
   */
  List<Episode> list(
      String tenantId, UUID spaceId, Selection selection, @Nullable Position after, int limit);

  /**
   * Which episodes. What is null or empty does not matter.
   *
   * @param session by the name the client gave it
   * @param from what occurred then or later
   * @param to what occurred before
   * @param asOf what had been recorded by then, as it was
   * @param entity what mentions the entity of this name
   * @param metadata what has these values
   */
  record Selection(
      @Nullable String session,
      @Nullable Role role,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable Instant asOf,
      @Nullable String entity,
      Map<String, Object> metadata) {}

  /** A place in such a list. */
  record Position(Instant occurredAt, UUID episodeId) {}

  /** Who speaks in a session. */
  record SessionSpeakers(UUID sessionId, List<String> speakers) {}
}
