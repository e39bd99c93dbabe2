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
      return new Position(
          Instant.parse(parts[0]), UUID.fromString(parts[1]), UUID.fromString(parts[2]));
    } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
      throw ProblemException.invalidField("cursor", "must be the next_cursor of an earlier page");
    }
  }
}
