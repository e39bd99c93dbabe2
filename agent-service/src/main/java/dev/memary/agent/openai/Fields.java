package dev.memary.agent.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.kit.problem.ProblemException;

/** Checks the type of a field; an explicit null counts as absent, as OpenAI's clients mean it. */
final class Fields {
  private Fields() {}

  static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  static void textOrAbsent(String field, JsonNode value) {
    check(absent(value) || value.isTextual(), field, "must be a string");
    check(absent(value) || whole(value.textValue()), field, "must be valid Unicode");
  }

  static void text(String field, JsonNode value) {
    check(!absent(value), field, "is needed");
    textOrAbsent(field, value);
  }

  static void flagOrAbsent(String field, JsonNode value) {
    check(absent(value) || value.isBoolean(), field, "must be true or false");
  }

  static void objectOrAbsent(String field, JsonNode value) {
    check(absent(value) || value.isObject(), field, "must be an object");
  }

  static void arrayOrAbsent(String field, JsonNode value) {
    check(absent(value) || value.isArray(), field, "must be an array");
  }

  static void check(boolean right, String field, String expected) {
    if (!right) {
      throw ProblemException.invalidField(field, expected);
    }
  }

  /** JSON can escape half of a surrogate pair, but no other service could be sent it. */
  private static boolean whole(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
