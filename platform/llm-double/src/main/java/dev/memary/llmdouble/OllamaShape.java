package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.llmdouble.Answer.ToolCall;
import java.util.List;

/** Where chat and generate differ: what is asked, and where the answer's text stands. */
enum OllamaShape {
  CHAT("chat") {
    @Override
    boolean asksNothing(JsonNode body) {
      return body.path("messages").isEmpty();
    }

    @Override
    JsonNode messages(JsonNode body) {
      return body.path("messages");
    }

    @Override
    void text(ObjectNode record, String text) {
      record.putObject("message").put("role", "assistant").put("content", text);
    }

    @Override
    void thinking(ObjectNode record, String thinking) {
      record
          .putObject("message")
          .put("role", "assistant")
          .put("content", "")
          .put(THINKING, thinking);
    }
  },

  GENERATE("generate") {
    @Override
    boolean asksNothing(JsonNode body) {
      return body.path("prompt").asText("").isEmpty();
    }

    /** The last line of the prompt is the question, the lines before it are what it asks about. */
    @Override
    JsonNode messages(JsonNode body) {
      String prompt = body.path("prompt").asText().strip();
      int question = prompt.lastIndexOf('\n') + 1;
      ArrayNode messages = Call.JSON.createArrayNode();
      add(messages, "system", body.path("system").asText(""));
      add(messages, "user", prompt.substring(0, question).strip());
      add(messages, "user", prompt.substring(question));
      return messages;
    }

    @Override
    void text(ObjectNode record, String text) {
      record.put("response", text);
    }

    @Override
    void thinking(ObjectNode record, String thinking) {
      record.put("response", "").put(THINKING, thinking);
    }
  };

  private static final String THINKING = "thinking";

  private final String capability;

  OllamaShape(String capability) {
    this.capability = capability;
  }

  /** What a model that cannot complete is said not to support. */
  String capability() {
    return capability;
  }

  /** A request that only loads the model, or unloads it. */
  abstract boolean asksNothing(JsonNode body);

  abstract JsonNode messages(JsonNode body);

  abstract void text(ObjectNode record, String text);

  abstract void thinking(ObjectNode record, String thinking);

  /** Unlike OpenAI's, the arguments are an object. */
  static void calls(ObjectNode record, List<ToolCall> calls, int first) {
    ArrayNode list =
        record
            .putObject("message")
            .put("role", "assistant")
            .put("content", "")
            .putArray("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      ToolCall call = calls.get(i);
      list.addObject()
          .put("id", ToolCall.id(first + i))
          .putObject("function")
          .put("index", first + i)
          .put("name", call.name())
          .set("arguments", call.arguments());
    }
  }

  private static void add(ArrayNode messages, String role, String content) {
    if (!content.isEmpty()) {
      messages.addObject().put("role", role).put("content", content);
    }
  }
}
