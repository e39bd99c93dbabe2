package dev.memary.systemtests.graph;

import java.util.random.RandomGenerator;

/**
 * Unit vectors in clusters: each lies between the real vectors of two topics, nearer to the first,
 * with something of its own.
 *
 * @param topics vectors that the platform's model gives to texts about the topics
 * @param model its name
 */
record Meanings(float[][] topics, String model) {
  private static final float OF_THE_SECOND = 0.3f;
  private static final double OF_ITS_OWN = 0.3;

  float[] of(int first, int second, RandomGenerator random) {
    float[] a = topics[first];
    float[] b = topics[second];
    float[] vector = new float[a.length];
    double own = OF_ITS_OWN / Math.sqrt(a.length);
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (a[i] + OF_THE_SECOND * (b[i] - a[i]) + own * random.nextGaussian());
      squares += (double) vector[i] * vector[i];
    }
    float norm = (float) Math.sqrt(squares);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= norm;
    }
    return vector;
  }
}
