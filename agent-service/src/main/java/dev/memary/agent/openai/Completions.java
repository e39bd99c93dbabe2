package dev.memary.agent.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes answers in OpenAI's shapes, for those that no model wrote. */
public final class Completions {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
  private final long created = Instant.now().getEpochSecond();
  private final String model;

  public Completions(String model) {
    this.model = model;
  }

  /** The words that a completion says. */
  public static String textOf(JsonNode completion) {
    return completion.path("choices").path(0).path("message").path("content").asText("");
  }

  /** A whole answer. */
  public ObjectNode completion(String text) {
    ObjectNode completion = envelope("chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", text);
    choice.put("finish_reason", "stop");
    completion
        .putObject("usage")
        .put("prompt_tokens", 0)
        .put("completion_tokens", 0)
        .put("total_tokens", 0);
    return completion;
  }

  /** A chunk that says something. */
  public ObjectNode words(String text) {
    ObjectNode delta = JSON.objectNode().put("role", "assistant").put("content", text);
    return chunk(delta, null);
  }

  /** The chunk after the last word. */
  public ObjectNode finish() {
    return chunk(JSON.objectNode(), "stop");
  }

  /** A chunk without choices, for what else there is to tell. */
  public ObjectNode aside() {
    ObjectNode chunk = envelope("chat.completion.chunk");
    chunk.putArray("choices");
    return chunk;
  }

  private ObjectNode chunk(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = envelope("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    return chunk;
  }

  private ObjectNode envelope(String object) {
    return JSON.objectNode()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }
}
