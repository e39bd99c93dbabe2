package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Puts an answer into the JSON that was asked for: every text of the schema is the answer. */
record FormattedAnswer(JsonNode schema, String text) {
  private static final int DEEPEST = 16;

  /** The format is {@code "json"}, or a JSON Schema. */
  static JsonNode of(JsonNode format, String text) {
    return format.isObject()
        ? new FormattedAnswer(format, text).fill(format, 0)
        : JsonNodeFactory.instance.objectNode().put("answer", text);
  }

  private JsonNode fill(JsonNode part, int depth) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (depth > DEEPEST) {
      return nodes.nullNode();
    }
    if (part.has("$ref")) {
      return fill(schema.at(part.path("$ref").asText().replaceFirst("^#", "")), depth + 1);
    }
    if (part.has("const")) {
      return part.path("const");
    }
    if (part.has("enum")) {
      return part.path("enum").path(0);
    }
    if (part.has("anyOf") || part.has("oneOf")) {
      return fill(part.path(part.has("anyOf") ? "anyOf" : "oneOf").path(0), depth + 1);
    }
    return switch (type(part)) {
      case "object" -> object(part, depth);
      case "array" -> nodes.arrayNode().add(fill(part.path("items"), depth + 1));
      case "integer", "number" -> nodes.numberNode(part.path("minimum").asInt(1));
      case "boolean" -> nodes.booleanNode(true);
      case "null" -> nodes.nullNode();
      default -> nodes.textNode(text);
    };
  }

  private ObjectNode object(JsonNode part, int depth) {
    ObjectNode filled = JsonNodeFactory.instance.objectNode();
    part.path("properties")
        .properties()
        .forEach(property -> filled.set(property.getKey(), fill(property.getValue(), depth + 1)));
    return filled;
  }

  private static String type(JsonNode part) {
    JsonNode type = part.path("type");
    if (type.isMissingNode()) {
      return part.has("properties") ? "object" : "string";
    }
    return type.isArray() ? type.path(0).asText() : type.asText();
  }
}
