package dev.memary.memory.formats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.memory.portability.InvalidFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** The fields of an object in a file of somebody else's. */
record Fields(long line, ObjectNode item) {
  private static final int LONGEST_TEXT = 32_000;
  private static final int LONGEST_NAME = 200;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /** A text that is needed. */
  String text(String field) {
    return string(field, LONGEST_TEXT)
        .orElseThrow(() -> wrong(field, "must be a string that is not blank"));
  }

  /** A name, if it is given and one. */
  Optional<String> name(String field) {
    return string(field, LONGEST_NAME);
  }

  private Optional<String> string(String field, int longest) {
    JsonNode value = item.path(field);
    if (!value.isTextual()) {
      return Optional.empty();
    }
    String text = value.textValue().replace("\u0000", "").strip();
    if (text.length() > longest) {
      throw wrong(field, "must have at most " + longest + " characters");
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** A time, if it is given; without a zone it is taken for UTC. */
  Optional<Instant> time(String field) {
    return string(field, LONGEST_NAME).map(text -> parsed(field, text));
  }

  private Instant parsed(String field, String text) {
    try {
      Instant time =
          text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
      if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw wrong(field, "must be an ISO 8601 time");
    }
    throw wrong(field, "must be a time in the years 1 to 9999");
  }

  InvalidFileException wrong(String field, String expected) {
    return new InvalidFileException(line, field, expected);
  }
}
