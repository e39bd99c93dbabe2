package dev.memary.kg.retrieval;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Personalised PageRank (Haveliwala 2002, "Topic-sensitive PageRank") from the best candidates over
 * the turns beside them: what stands near good answers is worth more.
 */
final class Walk {
  private static final double DAMPING = 0.5;
  private static final int STEPS = 15;

  private Walk() {}

  /**
   * The share of a walker's time at each candidate.
   *
   * @param scores of the candidates; the first {@code seeds} of them are where it starts
   */
  static double[] visits(Scene scene, double[] scores, int seeds) {
    double[] start = start(scores, seeds);
    double[] visits = start.clone();
    for (int step = 0; step < STEPS; step++) {
      double[] next = Arrays.stream(start).map(s -> (1 - DAMPING) * s).toArray();
      for (int from = 0; from < visits.length; from++) {
        List<Integer> adjacent = scene.adjacent(from);
        if (adjacent.isEmpty()) {
          next[from] += DAMPING * visits[from];
        }
        for (int to : adjacent) {
          next[to] += DAMPING * visits[from] / adjacent.size();
        }
      }
      visits = next;
    }
    return visits;
  }

  private static double[] start(double[] scores, int seeds) {
    int[] best =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(scores[b], scores[a]))
            .limit(seeds)
            .mapToInt(Integer::intValue)
            .toArray();
    double[] start = new double[scores.length];
    double sum = 0;
    for (int place : best) {
      start[place] = Math.exp(scores[place] - scores[best[0]]);
      sum += start[place];
    }
    for (int place : best) {
      start[place] /= sum;
    }
    return start;
  }
}
