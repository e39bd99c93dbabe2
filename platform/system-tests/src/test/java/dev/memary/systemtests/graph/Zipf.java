package dev.memary.systemtests.graph;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A few come often and many seldom: rank k in proportion to {@code k^-exponent}. */
final class Zipf {
  private final double[] upTo;

  Zipf(int ranks, double exponent) {
    if (ranks < 1) {
      throw new IllegalArgumentException("needs a rank");
    }
    upTo = new double[ranks];
    double sum = 0;
    for (int rank = 0; rank < ranks; rank++) {
      sum += Math.pow(rank + 1, -exponent);
      upTo[rank] = sum;
    }
  }

  /** A rank from 0, by chance. */
  int draw(RandomGenerator random) {
    int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
    return Math.min(at < 0 ? -at - 1 : at, upTo.length - 1);
  }

  /** The total, divided among the ranks; nothing is lost by rounding. */
  int[] shares(int total) {
    int[] shares = new int[upTo.length];
    long before = 0;
    for (int rank = 0; rank < shares.length; rank++) {
      long until = Math.round(total * upTo[rank] / upTo[upTo.length - 1]);
      shares[rank] = (int) (until - before);
      before = until;
    }
    return shares;
  }
}
