package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.llmdouble.Answer.Calls;
import dev.memary.llmdouble.Answer.Said;
import dev.memary.llmdouble.Answer.ToolCall;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One answer in the shapes of OpenAI, as a whole or as a stream. */
class Reply {
  /** The same moment in every answer: the double depends on its request and on nothing else. */
  static final long CREATED = 1_767_225_600L;

  private static final String ID = "chatcmpl-double";
  private static final int FRAGMENT = 8;

  final JsonNode request;
  private final String model;
  private final Answer answer;

  Reply(JsonNode request, String model, Fault fault) {
    this.request = request;
    this.model = model;
    this.answer =
        switch (Answer.to(request.path("messages"), request.path("tools"), fault)) {
          case Said said -> said.formatted(format(request)).limitedTo(limit(request));
          case Calls calls -> calls;
        };
  }

  boolean streamed() {
    return request.path("stream").asBoolean(false);
  }

  /** The whole answer, or its error, once it has been said without an audience. */
  void whole(Call call, Speech speech, Runnable beforeEnd)
      throws IOException, InterruptedException {
    StringBuilder heard = new StringBuilder();
    Speech.End end = speech.say(pieces(), heard::append);
    beforeEnd.run();
    switch (end) {
      case SAID -> call.reply(200, completion(heard.toString(), finishReason()));
      case FILTERED -> call.reply(200, completion(heard.toString(), "content_filter"));
      case ERROR -> OpenAiError.BROKEN.sendTo(call);
      case CUT, BROKEN -> throw new Broken();
    }
  }

  void stream(OutputStream out, Speech speech, Runnable beforeEnd)
      throws IOException, InterruptedException {
    begin(out);
    Speech.End end = say(out, speech);
    beforeEnd.run();
    switch (end) {
      case SAID -> end(out, finishReason());
      case FILTERED -> end(out, "content_filter");
      case ERROR -> event(out, OpenAiError.BROKEN.body().toString());
      case CUT, BROKEN -> {}
    }
  }

  void begin(OutputStream out) throws IOException {
    chunk(out, node().put("role", "assistant").put("content", ""), null);
  }

  void chunk(OutputStream out, ObjectNode delta, @Nullable String finishReason) throws IOException {
    ObjectNode chunk = envelope("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finishReason);
    if (usageWanted()) {
      chunk.putNull("usage");
    }
    event(out, chunk.toString());
  }

  void end(OutputStream out, String finishReason) throws IOException {
    chunk(out, node(), finishReason);
    if (usageWanted()) {
      ObjectNode last = envelope("chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", usage());
      event(out, last.toString());
    }
    event(out, "[DONE]");
  }

  ObjectNode envelope(String object) {
    return node().put("id", ID).put("object", object).put("created", CREATED).put("model", model);
  }

  ObjectNode usage() {
    int prompt = request.path("messages").toString().length() / 4;
    ObjectNode usage =
        node()
            .put("prompt_tokens", prompt)
            .put("completion_tokens", answer.tokens())
            .put("total_tokens", prompt + answer.tokens());
    usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
    usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
    return usage;
  }

  ObjectNode completion(String heard, String finishReason) {
    ObjectNode completion = envelope("chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    switch (answer) {
      case Said _ -> message.put("content", heard);
      case Calls calls -> {
        message.putNull("content");
        ArrayNode list = message.putArray("tool_calls");
        for (int i = 0; i < calls.calls().size(); i++) {
          ToolCall call = calls.calls().get(i);
          list.add(opened(node(), call, i, call.arguments().toString()));
        }
      }
    }
    choice.put("finish_reason", finishReason);
    completion.set("usage", usage());
    return completion;
  }

  static void event(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  static ObjectNode node() {
    return Call.JSON.createObjectNode();
  }

  private Speech.End say(OutputStream out, Speech speech) throws IOException, InterruptedException {
    return switch (answer) {
      case Said said ->
          speech.say(said.words(), word -> chunk(out, node().put("content", word), null));
      case Calls calls -> call(out, speech, calls.calls());
    };
  }

  private Speech.End call(OutputStream out, Speech speech, List<ToolCall> calls)
      throws IOException, InterruptedException {
    for (int i = 0; i < calls.size(); i++) {
      int index = i;
      ToolCall call = calls.get(i);
      chunk(out, calling(opened(node().put("index", index), call, index, "")), null);
      Speech.End end =
          speech.say(
              fragments(call.arguments().toString()),
              fragment -> chunk(out, calling(continued(index, fragment)), null));
      if (end != Speech.End.SAID) {
        return end;
      }
    }
    return Speech.End.SAID;
  }

  private List<String> pieces() {
    return switch (answer) {
      case Said said -> said.words();
      case Calls calls -> calls.calls().stream().map(ToolCall::name).toList();
    };
  }

  private String finishReason() {
    return switch (answer) {
      case Said said -> said.whole() ? "stop" : "length";
      case Calls _ -> "tool_calls";
    };
  }

  private boolean usageWanted() {
    return request.path("stream_options").path("include_usage").asBoolean(false);
  }

  private static ObjectNode calling(ObjectNode call) {
    ObjectNode delta = node();
    delta.putArray("tool_calls").add(call);
    return delta;
  }

  private static ObjectNode opened(ObjectNode into, ToolCall call, int index, String arguments) {
    into.put("id", ToolCall.id(index)).put("type", "function");
    into.putObject("function").put("name", call.name()).put("arguments", arguments);
    return into;
  }

  private static ObjectNode continued(int index, String fragment) {
    ObjectNode call = node().put("index", index);
    call.putObject("function").put("arguments", fragment);
    return call;
  }

  private static List<String> fragments(String arguments) {
    List<String> fragments = new ArrayList<>();
    for (int from = 0; from < arguments.length(); from += FRAGMENT) {
      fragments.add(arguments.substring(from, Math.min(from + FRAGMENT, arguments.length())));
    }
    return fragments;
  }

  private static JsonNode format(JsonNode request) {
    JsonNode format = request.path("response_format");
    return switch (format.path("type").asText()) {
      case "json_schema" -> format.at("/json_schema/schema");
      case "json_object" -> format.path("type");
      default -> node().path("none");
    };
  }

  private static int limit(JsonNode request) {
    return request.path("max_completion_tokens").asInt(request.path("max_tokens").asInt(0));
  }
}
