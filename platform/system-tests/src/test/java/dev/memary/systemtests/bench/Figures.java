package dev.memary.systemtests.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What was seen of the answers on one route. Times are nanoseconds from the intended start. */
public final class Figures {
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(30);
  private static final int DIGITS = 3;

  private final Histogram first = histogram();
  private final Histogram gap = histogram();
  private final Histogram total = histogram();
  private final Map<String, Integer> errors = new ConcurrentHashMap<>();

  public static Histogram histogram() {
    return new ConcurrentHistogram(LONGEST, DIGITS);
  }

  public static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos, 0, LONGEST));
  }

  /** The first piece of a stream's content came. */
  void began(long nanos) {
    record(first, nanos);
  }

  /** Another piece came so long after the one before. */
  void continued(long nanos) {
    record(gap, nanos);
  }

  /** An answer was whole. */
  public void ended(long nanos) {
    record(total, nanos);
  }

  public void failed(String reason) {
    errors.merge(reason, 1, Integer::sum);
  }

  Histogram first() {
    return first;
  }

  Histogram gap() {
    return gap;
  }

  public Histogram total() {
    return total;
  }

  /** How many answers were missing or not whole, by reason. */
  public Map<String, Integer> errors() {
    return new TreeMap<>(errors);
  }
}
