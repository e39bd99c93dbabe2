package dev.memary.router.pool;

/** An exponentially weighted moving average of durations, in nanoseconds. Not thread-safe. */
final class Average {
  private static final double WEIGHT = 0.2;

  private double value;

  Average(long first) {
    this.value = first;
  }

  void add(long nanos) {
    value += WEIGHT * (nanos - value);
  }

  long nanos() {
    return (long) value;
  }
}
