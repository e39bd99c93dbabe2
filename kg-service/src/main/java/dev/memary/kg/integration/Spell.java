package dev.memary.kg.integration;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time in which something holds.
 *
 * @param from since when; null when that is not known
 * @param to until when, exclusive; null when no end is known
 */
public record Spell(@Nullable Instant from, @Nullable Instant to) {
  private static final String OPEN = "..";

  /** As ISO 8601 writes an interval: {@code 2024-05-01T00:00:00Z/..}. */
  public static Spell parse(String interval) {
    int slash = interval.indexOf('/');
    return new Spell(instant(interval.substring(0, slash)), instant(interval.substring(slash + 1)));
  }

  /** The interval that {@link #parse} reads. */
  public String text() {
    return (from == null ? OPEN : from) + "/" + (to == null ? OPEN : to);
  }

  /** Whether it holds then, as far as we know. */
  public boolean contains(Instant when) {
    return (from == null || !from.isAfter(when)) && !isOverBy(when);
  }

  /** Whether it has ended by then. */
  public boolean isOverBy(Instant when) {
    return to != null && !to.isAfter(when);
  }

  /** Whether nothing ever held in it. */
  boolean isEmpty() {
    return from != null && isOverBy(from);
  }

  private static @Nullable Instant instant(String text) {
    return text.equals(OPEN) ? null : Instant.parse(text);
  }
}
