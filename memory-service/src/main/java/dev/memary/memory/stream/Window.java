package dev.memary.memory.stream;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time, cut into buckets.
 *
 * @param from what happened then or later; null for the beginning
 * @param to what happened before; null for the end
 * @param asOf only what had been recorded by then; null for all
 */
public record Window(
    Bucket bucket, @Nullable Instant from, @Nullable Instant to, @Nullable Instant asOf) {

  /** How long a bucket is; it begins at midnight UTC, weeks on Mondays. */
  public enum Bucket {
    DAY,
    WEEK,
    MONTH;

    /** The name on the wire and in the database. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
