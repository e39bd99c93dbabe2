package dev.memary.kg.graph;

import java.util.List;
import java.util.UUID;

/**
 * What stands in the graph for an episode.
 *
 * @param generation of the understanding that was integrated
 */
public record Integrated(UUID episodeId, int generation, List<Mention> mentions, int facts) {

  /** An entity that the episode mentions. */
  public record Mention(UUID entityId, String name, String type, int count) {}
}
