package dev.memary.worker.extraction.classical;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A date or period the text speaks of, over some words of a sentence.
 *
 * @param from first word
 * @param to the word after the last one
 * @param surface as written
 * @param kind what it says about the clause
 * @param period when that is; null for habits ("every Sunday") and vague words ("these days")
 */
record DateMention(int from, int to, String surface, Kind kind, @Nullable Period period) {

  /** What a date says about its clause. */
  enum Kind {
    /** It happened then. */
    POINT,
    /** It is true since then. */
    SINCE,
    /** It was true until then. */
    UNTIL,
    /** It says nothing about when. */
    NONE
  }

  /**
   * A stretch of days.
   *
   * @param iso its ISO 8601 name: "2023-05-08", "2023-05", "2023", "2023-W19" or "start/end"
   * @param first first day
   * @param last last day
   */
  record Period(String iso, LocalDate first, LocalDate last) {

    Instant start() {
      return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
  }

  boolean covers(int token) {
    return from <= token && token < to;
  }
}
