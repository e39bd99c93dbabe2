package dev.memary.memory.ingestion;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Port: asks kg-service which entities it integrated for episodes. */
public interface GraphMentions {
  List<EpisodeMentions> of(String tenantId, UUID spaceId, Collection<UUID> episodeIds);
}
