package dev.memary.memory.api;

import dev.memary.kit.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Times in the query of an address. */
final class Times {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private Times() {}

  static @Nullable Instant read(String field, @Nullable String text) {
    try {
      return text == null ? null : known(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw ProblemException.invalidField(
          field, "must be a time with its zone, such as 2026-05-01T00:00:00Z");
    }
  }

  /**
   * The time.
   *
   * @throws DateTimeException when it is none that the database knows
   */
  static Instant known(Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw new DateTimeException("no time that the database knows");
    }
    return time;
  }
}
