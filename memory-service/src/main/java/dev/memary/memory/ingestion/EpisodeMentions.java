package dev.memary.memory.ingestion;

import java.util.List;
import java.util.UUID;

/** The entities that an episode mentions, as kg-service resolved them. */
public record EpisodeMentions(UUID episodeId, int generation, List<Mention> mentions) {

  /**
   * One entity.
   *
   * @param count how often the episode mentions it, at least 1
   */
  public record Mention(UUID entityId, String name, String type, int count) {}
}
