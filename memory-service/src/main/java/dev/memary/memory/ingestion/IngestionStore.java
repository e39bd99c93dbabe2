package dev.memary.memory.ingestion;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Port: progress of episodes. Outcomes of an old generation change nothing. */
public interface IngestionStore {
  Optional<EventStatus> event(String tenantId, UUID eventId);

  SpaceStatus space(String tenantId, UUID spaceId);

  /** Stage 1 is done for these. */
  void indexed(String tenantId, Collection<EpisodeGeneration> episodes);

  /**
   * Stage 2 is done for these, by space: replaces their stream entries by the given mentions and
   * marks them integrated, in one transaction.
   */
  void integrated(String tenantId, Map<UUID, List<EpisodeMentions>> episodes);

  /** Stage 2 ended without a result. */
  void ended(String tenantId, EpisodeGeneration episode, String outcome, String reason);

  /** Keeps extractions; one that is already there stays as it is. */
  Kept keep(String tenantId, List<StoredExtraction> extractions);

  /**
   * Keeps extractions as the next generation of episodes whose present one is provisional. Where it
   * is not, because it was replaced before or the episode was changed, nothing is kept.
   */
  Kept replace(String tenantId, List<StoredExtraction> extractions);

  /** Tokens that models took for these spaces since then. */
  Map<UUID, Long> tokensSince(String tenantId, Collection<UUID> spaceIds, Instant since);

  /** What is kept of these episodes at their present generation. */
  List<StoredExtraction> kept(String tenantId, Collection<UUID> episodeIds);

  /** Stage 1 cannot do it; being indexed after all undoes this. */
  void notIndexed(String tenantId, EpisodeGeneration episode, String reason);

  /**
   * What came of keeping.
   *
   * @param gone episodes that were forgotten, or changed before they could be replaced
   * @param standing what was there already, in place of what should have been kept
   */
  record Kept(List<UUID> gone, List<StoredExtraction> standing) {}

  /** Which episode, and which attempt at it. */
  record EpisodeGeneration(UUID episodeId, int generation) {}
}
