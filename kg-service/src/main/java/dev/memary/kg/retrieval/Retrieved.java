package dev.memary.kg.retrieval;

import java.util.List;

/**
 * What was retrieved, best first.
 *
 * @param degraded what was missing, as codes; empty when nothing was
 */
public record Retrieved(List<ScoredCandidate> hits, List<String> degraded) {
  public Retrieved {
    hits = List.copyOf(hits);
    degraded = List.copyOf(degraded);
  }
}
