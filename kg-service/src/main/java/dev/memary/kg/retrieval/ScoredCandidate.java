package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Candidate;
import java.util.List;
import java.util.Map;

/**
 * A candidate with its score.
 *
 * @param score 0 to 1: the logistic of the recipe's sum
 * @param components the sum's parts by name
 */
public record ScoredCandidate(Candidate candidate, double score, Map<String, Double> components) {

  ScoredCandidate withEntities(List<String> names) {
    return new ScoredCandidate(candidate.withEntities(names), score, components);
  }
}
