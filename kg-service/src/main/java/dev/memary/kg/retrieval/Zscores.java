package dev.memary.kg.retrieval;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Values by how many standard deviations they are off the mean. */
final class Zscores {
  private static final double NOTHING = 1e-9;

  private Zscores() {}

  /** All 0 when the values are all the same. */
  static double[] of(DoubleStream stream) {
    double[] values = stream.toArray();
    double mean = Arrays.stream(values).average().orElse(0);
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    double deviation = Math.sqrt(variance);
    return Arrays.stream(values)
        .map(v -> deviation < NOTHING ? 0 : (v - mean) / deviation)
        .toArray();
  }
}
