package dev.memary.memory.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What memories hold, brought into the form in which it is kept. */
@ApplicationScoped
public class Contents {
  private static final int METADATA_LIMIT = 16_384;

  private final ObjectMapper json;

  public Contents(ObjectMapper json) {
    this.json = json;
  }

  /** PostgreSQL cannot hold NUL; nothing else is changed. */
  static String storable(String text) {
    return text.replace("\u0000", "");
  }

  /** A text that says something. */
  static String text(String field, @Nullable String text) {
    if (text == null || storable(text).isBlank()) {
      throw ProblemException.invalidField(field, "must not be blank");
    }
    return storable(text);
  }

  /** Metadata of a bearable size, without empty values. */
  Map<String, Object> metadata(String field, @Nullable Map<String, Object> given) {
    if (given == null) {
      return Map.of();
    }
    String written = write(given);
    if (written.length() > METADATA_LIMIT || written.contains("\\u0000")) {
      throw ProblemException.invalidField(
          field, "must have at most " + METADATA_LIMIT + " characters as JSON, none of them NUL");
    }
    var copy = new HashMap<>(given);
    copy.values().removeIf(Objects::isNull);
    return copy;
  }

  /** A time at which something is to be forgotten. */
  static @Nullable Instant expiry(@Nullable Instant given) {
    if (given != null && !given.isAfter(Instant.now())) {
      throw ProblemException.invalidField("expires_at", "must be in the future");
    }
    return given;
  }

  String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A request that was read cannot be written", e);
    }
  }
}
