package dev.memary.memory.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.problem.ProblemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that the metadata of a memory must have. */
final class MetadataFilter {
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private MetadataFilter() {}

  static Map<String, Object> check(String field, @Nullable Map<String, Object> metadata) {
    if (metadata == null) {
      return Map.of();
    }
    metadata.forEach((key, value) -> {
      boolean plain =
          value instanceof String || value instanceof Number || value instanceof Boolean;
      if (!plain || (key + value).indexOf('\u0000') >= 0) {
        throw ProblemException.invalidField(
            field, "must hold texts without NUL, numbers, true or false");
      }
    });
    return metadata;
  }

  /** The same from an address. */
  static Map<String, Object> read(String field, @Nullable String text, ObjectMapper json) {
    try {
      return check(field, text == null ? null : json.readValue(text, OBJECT));
    } catch (JsonProcessingException e) {
      throw ProblemException.invalidField(
          field, "must be a JSON object, such as {\"topic\":\"work\"}");
    }
  }
}
