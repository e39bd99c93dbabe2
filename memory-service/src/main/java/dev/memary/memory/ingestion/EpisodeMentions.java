package dev.memary.memory.ingestion;

import java.util.List;
import java.util.UUID;

/**
 * The entities that an episode mentions, as kg-service resolved them.
 *
 * @param version of the space in the graph when this was read: names of an older reading do not
 *     replace those of a newer one
 */
public record EpisodeMentions(
    UUID episodeId, int generation, long version, List<Mention> mentions) {

  /**
   * One entity.
   *
   * @param count how often the episode mentions it, at least 1
   */
  public record Mention(UUID entityId, String name, String type, int count) {}
}
