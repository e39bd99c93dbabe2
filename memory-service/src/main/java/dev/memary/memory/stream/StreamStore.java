package dev.memary.memory.stream;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: reads of the two layers. */
public interface StreamStore {
  /** Entries, newest first, after the given position. */
  List<StreamEntry> entries(String tenantId, UUID spaceId, @Nullable Position after, int limit);

  /** The best known entities, best first. */
  List<EntityKnowledge> top(String tenantId, UUID spaceId, int limit);

  /** A place in the stream, for paging. */
  record Position(Instant at, UUID episodeId, UUID entityId) {}
}
