package dev.memary.kg.graph;

import java.util.List;
import java.util.UUID;

/**
 * What stands in the graph for an episode.
 *
 * @param generation of the understanding that was integrated
 * @param version of the space when this was read: of two readings, the higher is the later
 */
public record Integrated(
    UUID episodeId, int generation, long version, List<Mention> mentions, int facts) {

  /** An entity that the episode mentions. */
  public record Mention(UUID entityId, String name, String type, int count) {}
}
