package dev.memary.kg.indexing;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Port: the texts of episodes, from memory-service. What was forgotten is simply not there. */
public interface EpisodeTexts {
  List<EpisodeText> fetch(String tenantId, Collection<UUID> episodeIds);

  /** One episode. */
  record EpisodeText(
      UUID episodeId,
      UUID spaceId,
      UUID sessionId,
      long sequence,
      String role,
      String speaker,
      String text,
      Instant occurredAt,
      Instant recordedAt,
      int generation) {}
}
