package dev.memary.memory.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memary.kit.problem.ProblemException;
import dev.memary.memory.recall.Conflicts.Conflict;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A place among the conflicts as an opaque string. */
final class ConflictCursor {
  private ConflictCursor() {}

  static String write(Conflict last) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(last.key().getBytes(UTF_8));
  }

  static @Nullable String read(@Nullable String cursor) {
    try {
      return cursor == null ? null : new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalidField("cursor", "must be the next_cursor of an earlier page");
    }
  }
}
