package dev.memary.kg.retrieval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): what says the same as something better
 * gives its place to something else. How much two say the same is the Jaccard index of their terms.
 */
final class Diversity {
  /** Only among so many of the best: nobody sees the others. */
  private static final int BEST = 60;

  private record Text(int place, Set<String> terms) {}

  private Diversity() {}

  /**
   * What is taken away from each candidate, none or a negative number.
   *
   * @param terms of the candidate at a place
   * @param scores by place
   * @param weight what a repetition word for word costs
   */
  static double[] penalties(IntFunction<Set<String>> terms, double[] scores, double weight) {
    List<Text> waiting =
        new ArrayList<>(
            IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(place -> -scores[place]))
                .limit(BEST)
                .map(place -> new Text(place, terms.apply(place)))
                .toList());
    double[] penalties = new double[scores.length];
    while (!waiting.isEmpty()) {
      Text best =
          Collections.max(
              waiting,
              Comparator.comparingDouble(text -> scores[text.place] + penalties[text.place]));
      waiting.remove(best);
      for (Text other : waiting) {
        penalties[other.place] =
            Math.min(penalties[other.place], -weight * jaccard(best.terms, other.terms));
      }
    }
    return penalties;
  }

  private static double jaccard(Set<String> one, Set<String> other) {
    long both = one.stream().filter(other::contains).count();
    return both == 0 ? 0 : (double) both / (one.size() + other.size() - both);
  }
}
