package dev.memary.memory.recall;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: what the knowledge graph knows to contradict each other. */
public interface Conflicts {
  /**
   * States of a subject of which different things were stated, in the order of their keys.
   *
   * @param after the key of the last one already seen; null begins
   * @throws GraphRecall.GraphUnavailableException when the graph cannot answer now
   */
  List<Conflict> of(String tenantId, UUID spaceId, @Nullable String after, int limit);

  /**
   * One of them.
   *
   * @param state residence, for example
   */
  record Conflict(String key, String state, String subject, List<DatedFact> sides) {}
}
