package dev.memary.memory.recall;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: recall from the knowledge graph. */
public interface GraphRecall {
  /**
   * Asks the graph.
   *
   * @param sessionIds the sessions that {@code query.filters().session()} names; empty for all
   * @param only the episodes whose metadata fits; null for all
   * @throws GraphUnavailableException when the graph cannot answer now
   * @throws UnknownRecipeException when it does not know the recipe that is asked for
   */
  Hits retrieve(RecallQuery query, List<UUID> sessionIds, @Nullable Set<UUID> only);

  /** Hits of all kinds, best first, and when it is to be explained what lies between them. */
  record Hits(List<Hit> hits, List<String> degraded, @Nullable Subgraph graph) {}

  /** One hit, with the episodes that support it. */
  record Hit(
      UUID id,
      RecallQuery.Kind kind,
      UUID spaceId,
      String text,
      double score,
      Instant occurredAt,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      List<String> entities,
      List<UUID> episodeIds,
      @Nullable Map<String, Double> explain) {}

  /** The graph cannot answer now. */
  class GraphUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GraphUnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** There is no recipe of that name, or no such ingredient to leave out. */
  class UnknownRecipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
