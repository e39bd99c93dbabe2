package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer in the shapes of OpenAI, as a whole or as a stream. */
final class Reply {
  /** The same moment in every answer: the double depends on its request and on nothing else. */
  static final long CREATED = 1_767_225_600L;

  private static final String ID = "chatcmpl-double";

  private final ObjectMapper json;
  private final JsonNode request;
  private final String model;
  private final Fault fault;
  private final String text;

  Reply(ObjectMapper json, JsonNode request, String model, Fault fault) {
    this.json = json;
    this.request = request;
    this.model = model;
    this.fault = fault;
    this.text = PromptReader.answer(request.path("messages"));
  }

  boolean streamed() {
    return request.path("stream").asBoolean(false);
  }

  ObjectNode completion() {
    ObjectNode completion = envelope("chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (fault == Fault.TOOL_CALL) {
      message.putNull("content");
      toolCalls(message, false);
    } else {
      message.put("content", text);
    }
    choice.put("finish_reason", finishReason());
    completion.set("usage", usage());
    return completion;
  }

  void stream(OutputStream out) throws IOException, InterruptedException {
    send(out, delta().put("role", "assistant").put("content", ""), null);
    if (fault == Fault.CUT_EARLY) {
      return;
    }
    if (fault == Fault.TOOL_CALL) {
      ObjectNode delta = delta();
      toolCalls(delta, true);
      send(out, delta, null);
    } else if (!words(out)) {
      return;
    }
    send(out, delta(), finishReason());
    if (request.path("stream_options").path("include_usage").asBoolean(false)) {
      ObjectNode last = envelope("chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", usage());
      event(out, last.toString());
    }
    event(out, "[DONE]");
  }

  /** False when the fault ends the stream among the words. */
  private boolean words(OutputStream out) throws IOException, InterruptedException {
    List<String> words = Arrays.asList(text.split("(?<= )", -1));
    for (int i = 0; i < words.size(); i++) {
      send(out, delta().put("content", words.get(i)), null);
      if (fault == Fault.SLOW) {
        Thread.sleep(500);
      } else if (fault == Fault.STALL) {
        Thread.sleep(600_000);
      } else if (i == 1 && fault == Fault.CUT_STREAM) {
        return false;
      } else if (i == 1 && fault == Fault.ERROR_IN_STREAM) {
        event(
            out,
            "{\"error\":{\"message\":\"Asked to break.\",\"type\":\"server_error\",\"param\":null,\"code\":\"broken\"}}");
        return false;
      }
    }
    return true;
  }

  private String finishReason() {
    return fault == Fault.TOOL_CALL ? "tool_calls" : "stop";
  }

  private ObjectNode delta() {
    return json.createObjectNode();
  }

  private void send(OutputStream out, ObjectNode delta, @Nullable String finishReason)
      throws IOException {
    ObjectNode chunk = envelope("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    event(out, chunk.toString());
  }

  private static void event(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private ObjectNode envelope(String object) {
    return json.createObjectNode()
        .put("id", ID)
        .put("object", object)
        .put("created", CREATED)
        .put("model", model);
  }

  private void toolCalls(ObjectNode message, boolean indexed) {
    ArrayNode calls = message.putArray("tool_calls");
    ObjectNode call = calls.addObject();
    if (indexed) {
      call.put("index", 0);
    }
    call.put("id", "call_double").put("type", "function");
    call.putObject("function")
        .put("name", request.at("/tools/0/function/name").asText("nothing"))
        .put("arguments", "{}");
  }

  private ObjectNode usage() {
    int prompt = request.path("messages").toString().length() / 4;
    int completion = text.split("\\s+", -1).length;
    return json.createObjectNode()
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion);
  }
}
