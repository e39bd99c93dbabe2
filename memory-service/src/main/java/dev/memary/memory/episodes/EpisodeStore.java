package dev.memary.memory.episodes;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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

  /** Distinct speakers of each of the sessions, in order of appearance. */
  List<SessionSpeakers> speakers(String tenantId, Collection<UUID> sessionIds);

  /** The newest episodes of a session, oldest first. */
  List<Episode> recent(String tenantId, UUID spaceId, String session, int limit);

  /** Who speaks in a session. */
  record SessionSpeakers(UUID sessionId, List<String> speakers) {}
}
