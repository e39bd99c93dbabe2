package dev.memary.systemtests.bench;

/** Looks for the highest rate that is held. */
final class Ceiling {
  private static final double GROWTH = 1.5;
  private static final int REFINEMENTS = 3;

  private Ceiling() {}

  /** Tries a rate. */
  interface Trial {
    boolean holds(int perSecond) throws InterruptedException;
  }

  /** The rate, or 0 when not even the first is held. */
  static int find(int first, Trial trial) throws InterruptedException {
    int held = 0;
    int tooMuch = first;
    while (trial.holds(tooMuch)) {
      held = tooMuch;
      tooMuch = (int) Math.ceil(tooMuch * GROWTH);
    }
    for (int i = 0; held > 0 && i < REFINEMENTS; i++) {
      int middle = (held + tooMuch) / 2;
      if (trial.holds(middle)) {
        held = middle;
      } else {
        tooMuch = middle;
      }
    }
    return held;
  }
}
