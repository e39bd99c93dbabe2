package dev.memary.memory.ingestion;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Port: asks kg-service which entities it integrated for episodes. */
public interface GraphMentions {
  List<EpisodeMentions> of(String tenantId, Map<UUID, List<UUID>> episodeIdsBySpace);
}
