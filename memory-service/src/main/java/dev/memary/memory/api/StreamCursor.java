package dev.memary.memory.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.stream.StreamEntry;
import dev.memary.memory.stream.StreamStore.Position;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A place in the stream as an opaque string. */
final class StreamCursor {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private StreamCursor() {}

  static String write(StreamEntry last) {
    String position = last.at() + "|" + last.episodeId() + "|" + last.entityId();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(UTF_8));
  }

  static @Nullable Position read(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split("\\|", 3);
      Instant at = Instant.parse(parts[0]);
      if (at.isBefore(FIRST) || at.isAfter(LAST)) {
        throw new DateTimeException("no time that the database knows");
      }
      return new Position(at, UUID.fromString(parts[1]), UUID.fromString(parts[2]));
    } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
      throw ProblemException.invalidField("cursor", "must be the next_cursor of an earlier page");
    }
  }
}
