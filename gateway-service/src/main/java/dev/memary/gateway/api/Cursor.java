package dev.memary.gateway.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memary.kit.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a page ended: the time and id of its last entry. Opaque to callers. */
record Cursor(Instant at, UUID id) {
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  String write() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString((at + "|" + id).getBytes(UTF_8));
  }

  /** Reads what {@link #write} wrote; nothing for no cursor. */
  static Optional<Cursor> read(@Nullable String cursor) {
    if (cursor == null) {
      return Optional.empty();
    }
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split("\\|", -1);
      Instant at = Instant.parse(parts[0]);
      if (parts.length != 2 || !isStorable(at)) {
        throw unreadable();
      }
      return Optional.of(new Cursor(at, UUID.fromString(parts[1])));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw unreadable();
    }
  }

  /** Whether the database knows that time. */
  static boolean isStorable(Instant time) {
    return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
  }

  private static ProblemException unreadable() {
    return ProblemException.invalidField("cursor", "must be a next_cursor of an earlier page");
  }
}
