package dev.memary.systemtests.recall;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How well one answer, or the mean of many, finds the evidence.
 *
 * @param at5 share of the evidence among the first 5
 * @param at10 among the first 10
 * @param at20 among the first 20
 * @param ndcg10 normalised discounted cumulative gain of the first 10 (Järvelin and Kekäläinen
 *     2002)
 * @param reciprocalRank of the first that is evidence
 * @param allAt5 1 when all of the evidence is among the first 5, else 0; of many, the share
 */
record Score(
    double at5, double at10, double at20, double ndcg10, double reciprocalRank, double allAt5) {

  /**
   * @param ranked ids of the turns behind each result, best first; a result counts when it names
   *     evidence that none before it named
   */
  static Score of(Set<String> evidence, List<List<String>> ranked) {
    Set<String> missing = new HashSet<>(evidence);
    double gain = 0;
    double reciprocalRank = 0;
    int[] found = new int[ranked.size() + 1];
    for (int i = 0; i < ranked.size(); i++) {
      int before = missing.size();
      ranked.get(i).forEach(missing::remove);
      found[i + 1] = found[i] + before - missing.size();
      if (missing.size() < before) {
        gain += i < 10 ? discount(i) : 0;
        reciprocalRank = reciprocalRank == 0 ? 1.0 / (i + 1) : reciprocalRank;
      }
    }
    double ideal = 0;
    for (int i = 0; i < Math.min(10, evidence.size()); i++) {
      ideal += discount(i);
    }
    return new Score(
        share(found, 5, evidence),
        share(found, 10, evidence),
        share(found, 20, evidence),
        gain / ideal,
        reciprocalRank,
        Math.floor(share(found, 5, evidence)));
  }

  static Score mean(Collection<Score> scores) {
    return new Score(
        mean(scores, Score::at5),
        mean(scores, Score::at10),
        mean(scores, Score::at20),
        mean(scores, Score::ndcg10),
        mean(scores, Score::reciprocalRank),
        mean(scores, Score::allAt5));
  }

  private static double mean(Collection<Score> scores, ToDoubleFunction<Score> part) {
    return scores.stream().mapToDouble(part).average().orElse(0);
  }

  private static double share(int[] found, int first, Set<String> evidence) {
    return (double) found[Math.min(first, found.length - 1)] / evidence.size();
  }

  private static double discount(int place) {
    return Math.log(2) / Math.log(place + 2);
  }
}
