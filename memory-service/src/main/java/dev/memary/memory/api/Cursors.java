package dev.memary.memory.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memary.kit.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Places in lists as opaque strings. */
final class Cursors {
  private static final String SEPARATOR = "|";

  private Cursors() {}

  /** Only the last part may hold a separator. */
  static String write(Object... parts) {
    String place =
        Arrays.stream(parts).map(Object::toString).collect(Collectors.joining(SEPARATOR));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(UTF_8));
  }

  /**
   * Reads what {@link #write} wrote; null for the beginning of the list.
   *
   * @param parts how many it wrote
   * @param place of the parts; may throw IllegalArgumentException or DateTimeException
   */
  static <T> @Nullable T read(@Nullable String cursor, int parts, Function<String[], T> place) {
    if (cursor == null) {
      return null;
    }
    try {
      String written = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      String[] read = written.split("\\" + SEPARATOR, parts);
      if (read.length != parts) {
        throw new IllegalArgumentException("a part is missing");
      }
      return place.apply(read);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw ProblemException.invalidField("cursor", "must be the next_cursor of an earlier page");
    }
  }

  /** A time that the database knows. */
  static Instant time(String part) {
    return Times.known(Instant.parse(part));
  }
}
