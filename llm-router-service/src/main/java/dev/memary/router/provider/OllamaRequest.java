package dev.memary.router.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure.Refused;
import java.util.HashMap;
import java.util.Map;

/** OpenAI's request in the words of Ollama's {@code /api/chat}. */
final class OllamaRequest {
  /** Sampling only: what would make a node load the model again is ours to decide. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "temperature", "temperature",
          "top_p", "top_p",
          "seed", "seed",
          "frequency_penalty", "frequency_penalty",
          "presence_penalty", "presence_penalty",
          "top_k", "top_k",
          "min_p", "min_p");

  private static final String DATA_URL = "data:";

  private final ObjectMapper json;
  private final ObjectNode from;

  private OllamaRequest(ObjectMapper json, ObjectNode from) {
    this.json = json;
    this.from = from;
  }

  static ObjectNode of(
      ObjectMapper json, ChatCall call, String model, int contextTokens, String keepAlive) {
    return new OllamaRequest(json, call.body())
        .translate(model, contextTokens, keepAlive, call.mostCompletionTokens());
  }

  private ObjectNode translate(
      String model, int contextTokens, String keepAlive, int mostCompletionTokens) {
    ObjectNode to = json.createObjectNode().put("model", model).put("stream", true);
    to.put("keep_alive", keepAlive);
    // A prompt that is too long must fail here, not be shortened in silence.
    to.put("truncate", false).put("shift", false);
    messages(to.putArray("messages"));
    if (from.path("tools").isArray() && !from.path("tool_choice").asText("").equals("none")) {
      to.set("tools", from.get("tools"));
    }
    format(to);
    think(to);
    options(to.putObject("options"), contextTokens, mostCompletionTokens);
    return to;
  }

  private void options(ObjectNode options, int contextTokens, int mostCompletionTokens) {
    OPTIONS.forEach((theirs, ours) -> {
      if (from.hasNonNull(theirs)) {
        options.set(ours, from.get(theirs));
      }
    });
    JsonNode stop = from.path("stop");
    if (stop.isTextual()) {
      options.putArray("stop").add(stop);
    } else if (stop.isArray()) {
      options.set("stop", stop);
    }
    if (mostCompletionTokens > 0) {
      options.put("num_predict", mostCompletionTokens);
    }
    options.put("num_ctx", contextTokens);
  }

  private void format(ObjectNode to) {
    JsonNode wanted = from.path("response_format");
    switch (wanted.path("type").asText("")) {
      case "json_object" -> to.put("format", "json");
      case "json_schema" -> to.set("format", wanted.at("/json_schema/schema"));
      default -> {
        // Text needs no format.
      }
    }
  }

  private void think(ObjectNode to) {
    String effort = from.path("reasoning_effort").asText("");
    if (effort.equals("none") || effort.equals("minimal")) {
      to.put("think", false);
    } else if (!effort.isEmpty()) {
      to.put("think", effort);
    }
  }

  private void messages(ArrayNode to) {
    Map<String, String> toolOfCall = new HashMap<>();
    int index = 0;
    for (JsonNode message : from.path("messages")) {
      ObjectNode translated = to.addObject();
      String role = message.path("role").asText("user");
      translated.put("role", role.equals("developer") ? "system" : role);
      content(translated, message.path("content"), index);
      if (message.path("tool_calls").isArray() && !message.path("tool_calls").isEmpty()) {
        toolCalls(translated.putArray("tool_calls"), message.path("tool_calls"), toolOfCall);
      }
      if (role.equals("tool")) {
        String id = message.path("tool_call_id").asText("");
        translated.put("tool_call_id", id);
        translated.put("tool_name", toolOfCall.getOrDefault(id, message.path("name").asText("")));
      }
      index++;
    }
  }

  private void content(ObjectNode to, JsonNode content, int index) {
    if (!content.isArray()) {
      to.put("content", content.asText(""));
      return;
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (part.path("type").asText().equals("image_url")) {
        image(to, part.at("/image_url/url").asText(""), index);
      } else {
        text.append(text.isEmpty() ? "" : "\n").append(part.path("text").asText(""));
      }
    }
    to.put("content", text.toString());
  }

  private static void image(ObjectNode to, String url, int index) {
    int comma = url.indexOf(',');
    if (!url.startsWith(DATA_URL) || comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
      throw new ProviderException(
          new Refused(
              400,
              "invalid_image_url",
              "A local model reads images only as data: URLs in base64.",
              "messages[" + index + "].content"));
    }
    to.withArray("images").add(url.substring(comma + 1));
  }

  private void toolCalls(ArrayNode to, JsonNode calls, Map<String, String> toolOfCall) {
    for (JsonNode call : calls) {
      String name = call.at("/function/name").asText("");
      toolOfCall.put(call.path("id").asText(""), name);
      ObjectNode translated = to.addObject();
      translated.put("id", call.path("id").asText(""));
      ObjectNode function = translated.putObject("function").put("name", name);
      function.set("arguments", arguments(call.at("/function/arguments").asText("{}")));
    }
  }

  private JsonNode arguments(String text) {
    try {
      JsonNode arguments = json.readTree(text);
      return arguments.isObject() ? arguments : json.createObjectNode();
    } catch (JsonProcessingException e) { // what a model wrote once; it must not end the chat
      return json.createObjectNode();
    }
  }
}
