package dev.memary.worker.understanding;

import java.util.List;
import java.util.UUID;

/** Port: the knowledge graph. */
public interface Graph {
  /**
   * Integrates what was extracted from episodes of one tenant. Doing it again gives the same
   * answer.
   *
   * @return what stands in the graph; episodes that were forgotten meanwhile are left out
   */
  List<Integrated> integrate(String tenantId, List<Understood> understood);

  /** What stands in the graph for an episode. */
  record Integrated(UUID episodeId, int generation, int entities, int facts) {}
}
