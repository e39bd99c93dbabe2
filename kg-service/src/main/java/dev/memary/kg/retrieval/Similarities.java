package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Candidate;
import java.util.Arrays;
import java.util.List;

/**
 * Similarities by one model, brought to a scale that all models have in common: one model's cosines
 * lie near 0.9, another's near 0.6, whatever is compared.
 *
 * @param mean of those that are known
 * @param deviation the standard deviation of those
 */
record Similarities(double mean, double deviation) {
  private static final double COMMON_MEAN = 0.8;
  private static final double COMMON_DEVIATION = 0.05;

  private static Similarities of(List<Candidate> candidates) {
    double[] known =
        candidates.stream().mapToDouble(Candidate::similarity).filter(s -> s > 0).toArray();
    double mean = Arrays.stream(known).average().orElse(0);
    double variance = Arrays.stream(known).map(s -> (s - mean) * (s - mean)).average().orElse(0);
    return new Similarities(mean, Math.sqrt(variance));
  }

  /** Candidates that one model has compared. */
  static List<Candidate> onCommonScale(List<Candidate> candidates) {
    Similarities own = of(candidates);
    return candidates.stream().map(own::moved).toList();
  }

  /** One that is not known stays so. */
  private Candidate moved(Candidate candidate) {
    if (candidate.similarity() == 0) {
      return candidate;
    }
    double z = deviation == 0 ? 0 : (candidate.similarity() - mean) / deviation;
    return candidate.withSimilarity(
        Math.clamp(COMMON_MEAN + COMMON_DEVIATION * z, Double.MIN_VALUE, 1));
  }
}
