package dev.memary.memory.recall;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: parts of the knowledge graph as they are. */
public interface GraphView {
  /**
   * Facts around the entity of this name or alias, the newest of each entity; nothing when it is
   * not known.
   *
   * @param depth how many facts away, 1 or 2
   * @param asOf what was believed then
   * @param validAt what was true then
   * @throws GraphRecall.GraphUnavailableException when the graph cannot answer now
   */
  Subgraph around(
      String tenantId,
      UUID spaceId,
      String entity,
      int depth,
      @Nullable Instant asOf,
      @Nullable Instant validAt);

  /**
   * Facts that were learnt, or found to be over, after the one time and up to the other, the
   * earliest first.
   *
   * @throws GraphRecall.GraphUnavailableException when the graph cannot answer now
   */
  List<DatedFact> changes(String tenantId, UUID spaceId, Instant from, Instant to, int limit);
}
