package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Neighbourhood;
import java.util.List;

/**
 * What was retrieved, best first.
 *
 * @param degraded what was missing, as codes; empty when nothing was
 * @param walked what the walk over the graph visited most
 */
public record Retrieved(List<ScoredCandidate> hits, List<String> degraded, Neighbourhood walked) {
  public Retrieved {
    hits = List.copyOf(hits);
    degraded = List.copyOf(degraded);
  }
}
