package dev.memary.router.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.WebApplicationException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a chat must be, as far as they are read or translated here. All others are the
 * provider's to judge.
 */
final class ChatFields {
  private enum Kind {
    TEXT("a string", JsonNode::isTextual),
    MODEL(ModelName.EXPECTED, n -> n.isTextual() && ModelName.isOne(n.asText())),
    FLAG("true or false", JsonNode::isBoolean),
    NUMBER("a number", JsonNode::isNumber),
    WHOLE("a whole number", JsonNode::isIntegralNumber),
    COUNT("a whole number of at least 1", n -> n.isIntegralNumber() && n.asLong() > 0),
    LIST("a list", JsonNode::isArray),
    OBJECT("an object", JsonNode::isObject),
    TEXT_OR_LIST("a string or a list", n -> n.isTextual() || n.isArray()),
    TEXT_OR_OBJECT("a string or an object", n -> n.isTextual() || n.isObject());

    private final String words;
    private final Predicate<JsonNode> test;

    Kind(String words, Predicate<JsonNode> test) {
      this.words = words;
      this.test = test;
    }
  }

  private static final Map<String, Kind> FIELDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("model", Kind.MODEL),
              Map.entry("stream", Kind.FLAG),
              Map.entry("stream_options", Kind.OBJECT),
              Map.entry("max_tokens", Kind.COUNT),
              Map.entry("max_completion_tokens", Kind.COUNT),
              Map.entry("n", Kind.COUNT),
              Map.entry("seed", Kind.WHOLE),
              Map.entry("temperature", Kind.NUMBER),
              Map.entry("top_p", Kind.NUMBER),
              Map.entry("frequency_penalty", Kind.NUMBER),
              Map.entry("presence_penalty", Kind.NUMBER),
              Map.entry("stop", Kind.TEXT_OR_LIST),
              Map.entry("tools", Kind.LIST),
              Map.entry("tool_choice", Kind.TEXT_OR_OBJECT),
              Map.entry("response_format", Kind.OBJECT),
              Map.entry("reasoning_effort", Kind.TEXT),
              Map.entry("user", Kind.TEXT)));

  private ChatFields() {}

  /** The request, when it is one. */
  static ObjectNode checked(@Nullable ObjectNode request) {
    if (request == null
        || !request.path("messages").isArray()
        || request.get("messages").isEmpty()) {
      throw invalid("messages", "a list of messages");
    }
    FIELDS.forEach((field, kind) -> optional(request, "", field, kind));
    int index = 0;
    for (JsonNode message : request.get("messages")) {
      message("messages[" + index++ + "]", message);
    }
    return request;
  }

  private static void message(String at, JsonNode message) {
    needed("", at, message, Kind.OBJECT);
    needed(at + ".", "role", message.path("role"), Kind.TEXT);
    optional(message, at + ".", "content", Kind.TEXT_OR_LIST);
    optional(message, at + ".", "tool_calls", Kind.LIST);
    optional(message, at + ".", "tool_call_id", Kind.TEXT);
    if (message.path("content").isArray()) {
      int index = 0;
      for (JsonNode part : message.get("content")) {
        part(at + ".content[" + index++ + "]", part);
      }
    }
  }

  private static void part(String at, JsonNode part) {
    needed("", at, part, Kind.OBJECT);
    needed(at + ".", "type", part.path("type"), Kind.TEXT);
    switch (part.get("type").asText()) {
      case "text" -> needed(at + ".", "text", part.path("text"), Kind.TEXT);
      case "image_url" -> needed(at + ".", "image_url.url", part.at("/image_url/url"), Kind.TEXT);
      default -> {
        // A provider may know it.
      }
    }
  }

  private static void optional(JsonNode of, String at, String field, Kind kind) {
    if (of.hasNonNull(field)) {
      needed(at, field, of.get(field), kind);
    }
  }

  private static void needed(String at, String field, JsonNode value, Kind kind) {
    if (!kind.test.test(value)) {
      throw invalid(at + field, kind.words);
    }
  }

  private static WebApplicationException invalid(String field, String expected) {
    return new WebApplicationException(LlmError.invalid(field, field + " must be " + expected));
  }
}
