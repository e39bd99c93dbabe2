package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.llmdouble.Answer.Calls;
import dev.memary.llmdouble.Answer.Said;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** One answer of a model on an Ollama, as a whole or as a stream of records. */
final class OllamaReply {
  static final String CREATED = Instant.ofEpochSecond(Reply.CREATED).toString();
  static final String BROKEN = "an error was encountered while running the model: asked to break";

  private static final String THOUGHT = "What is remembered about this?";

  private final OllamaShape shape;
  private final OllamaRequest request;
  private final ContextWindow window;
  private final Answer answer;
  private final Stopwatch watch;

  OllamaReply(
      OllamaShape shape,
      OllamaRequest request,
      ContextWindow window,
      Answer answer,
      Stopwatch watch) {
    this.shape = shape;
    this.request = request;
    this.window = window;
    this.answer = answer;
    this.watch = watch;
  }

  void stream(OutputStream out, Speech speech, Runnable beforeEnd)
      throws IOException, InterruptedException {
    watch.read();
    Speech.End end = say(out, speech);
    beforeEnd.run();
    switch (end) {
      case SAID, FILTERED -> {
        ObjectNode last = record(request.model());
        shape.text(last, "");
        line(out, finished(last));
      }
      case ERROR -> line(out, error(BROKEN));
      case CUT, BROKEN -> {}
    }
  }

  void whole(Call call, Speech speech, Runnable beforeEnd)
      throws IOException, InterruptedException {
    watch.read();
    StringBuilder heard = new StringBuilder();
    Speech.End end = speech.say(pieces(), heard::append);
    beforeEnd.run();
    switch (end) {
      case SAID, FILTERED -> call.reply(200, finished(whole(heard.toString())));
      case ERROR -> call.reply(500, error(BROKEN));
      case CUT, BROKEN -> throw new Broken();
    }
  }

  /** The answer to a request that only loads or unloads. */
  static ObjectNode nothing(OllamaShape shape, OllamaRequest request, String reason) {
    ObjectNode record = record(request.model());
    shape.text(record, "");
    return record.put("done", true).put("done_reason", reason);
  }

  static void line(OutputStream out, JsonNode record) throws IOException {
    out.write((record + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  static ObjectNode error(String message) {
    return Reply.node().put("error", message);
  }

  private Speech.End say(OutputStream out, Speech speech) throws IOException, InterruptedException {
    return switch (answer) {
      case Said said -> {
        if (request.thinks()) {
          ObjectNode thought = record(request.model());
          shape.thinking(thought, THOUGHT);
          line(out, thought.put("done", false));
        }
        yield speech.say(said.words(), word -> line(out, word(word)));
      }
      case Calls calls -> {
        int[] next = {0};
        yield speech.say(pieces(), _ -> line(out, call(calls, next[0]++)));
      }
    };
  }

  private List<String> pieces() {
    return switch (answer) {
      case Said said -> said.words();
      case Calls calls -> calls.calls().stream().map(Answer.ToolCall::name).toList();
    };
  }

  private ObjectNode word(String word) {
    ObjectNode record = record(request.model());
    shape.text(record, word);
    return record.put("done", false);
  }

  private ObjectNode call(Calls calls, int index) {
    ObjectNode record = record(request.model());
    OllamaShape.calls(record, List.of(calls.calls().get(index)), index);
    return record.put("done", false);
  }

  private ObjectNode whole(String heard) {
    ObjectNode record = record(request.model());
    switch (answer) {
      case Said _ -> shape.text(record, heard);
      case Calls calls -> OllamaShape.calls(record, calls.calls(), 0);
    }
    if (request.thinks() && answer instanceof Said) {
      thought(record);
    }
    return record;
  }

  private void thought(ObjectNode record) {
    ObjectNode holder = record.get("message") instanceof ObjectNode message ? message : record;
    holder.put("thinking", THOUGHT);
  }

  /** The last record; what is zero is left out. */
  private ObjectNode finished(ObjectNode record) {
    record.put("done", true).put("done_reason", reason());
    if (shape == OllamaShape.GENERATE && !request.body().path("raw").asBoolean(false)) {
      context(record.putArray("context"));
    }
    watch.write(record, window.tokens(), answer.tokens());
    return record;
  }

  /** It stays {@code stop} when tools are called. */
  private String reason() {
    return answer instanceof Said said && !said.whole() ? "length" : "stop";
  }

  private void context(ArrayNode numbers) {
    for (JsonNode message : window.messages()) {
      for (String word : PromptReader.words(PromptReader.text(message))) {
        numbers.add(Math.floorMod(word.hashCode(), 128_000));
      }
    }
  }

  private static ObjectNode record(String model) {
    return Reply.node().put("model", model).put("created_at", CREATED);
  }
}
