package dev.memary.memory.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.deadletters.DeadLetter;
import dev.memary.memory.deadletters.DeadLetterStore.Position;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A place among the letters as an opaque string. */
final class LetterCursor {
  private LetterCursor() {}

  static String write(DeadLetter last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((last.setAsideAt() + "|" + last.id()).getBytes(UTF_8));
  }

  static @Nullable Position read(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split("\\|", 2);
      return new Position(Instant.parse(parts[0]), UUID.fromString(parts[1]));
    } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
      throw ProblemException.invalidField("cursor", "must be the next_cursor of an earlier page");
    }
  }
}
