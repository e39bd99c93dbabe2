package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer that was searched for. A {@code full} stream repeats message, sources and usage in
 * every chunk; a {@code concise} one tells sources and usage once, at its end.
 */
final class PerplexityReply extends Reply {
  private static final String SOURCE = "https://double.example/";
  private static final int SOURCES = 2;
  private static final double TOKEN_COST = 0.000_001;

  private final StringBuilder said = new StringBuilder();

  PerplexityReply(JsonNode request, String model, Fault fault) {
    super(request, model, fault);
  }

  @Override
  ObjectNode completion(String heard, String finishReason) {
    return withSources(super.completion(heard, finishReason));
  }

  @Override
  void begin(OutputStream out) {
    // The first word is the first chunk: there is none that only names the role.
  }

  @Override
  void chunk(OutputStream out, ObjectNode delta, @Nullable String finishReason) throws IOException {
    said.append(delta.path("content").asText(""));
    if (concise()) {
      event(out, record("chat.completion.chunk", delta, finishReason).toString());
    } else {
      event(out, complete(record("chat.completion.chunk", delta, finishReason)).toString());
    }
  }

  @Override
  void end(OutputStream out, String finishReason) throws IOException {
    ObjectNode nothing = node().put("content", "");
    String object = concise() ? "chat.completion.done" : "chat.completion.chunk";
    event(out, complete(record(object, nothing, finishReason)).toString());
    event(out, "[DONE]");
  }

  @Override
  ObjectNode usage() {
    ObjectNode usage = super.usage();
    double input = usage.path("prompt_tokens").asInt() * TOKEN_COST;
    double output = usage.path("completion_tokens").asInt() * TOKEN_COST;
    int searches = searches() ? 1 : 0;
    usage
        .put("citation_tokens", searches * SOURCES * 100)
        .put("num_search_queries", searches)
        .put("search_context_size", "low");
    usage
        .putObject("cost")
        .put("input_tokens_cost", input)
        .put("output_tokens_cost", output)
        .put("request_cost", PerplexityDouble.REQUEST_COST)
        .put("total_cost", input + output + PerplexityDouble.REQUEST_COST);
    return usage;
  }

  private boolean concise() {
    return request.path("stream_mode").asText().equals("concise");
  }

  private boolean searches() {
    return !request.path("disable_search").asBoolean(false);
  }

  private ObjectNode record(String object, ObjectNode delta, @Nullable String finishReason) {
    ObjectNode record = envelope(object);
    ObjectNode choice = record.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta.put("role", "assistant"));
    choice.put("finish_reason", finishReason);
    return record;
  }

  private ObjectNode complete(ObjectNode record) {
    ((ObjectNode) record.at("/choices/0"))
        .putObject("message")
        .put("role", "assistant")
        .put("content", said.toString());
    record.set("usage", usage());
    return withSources(record);
  }

  private ObjectNode withSources(ObjectNode record) {
    for (int i = 1; searches() && i <= SOURCES; i++) {
      record.withArray("citations").add(SOURCE + i);
      record
          .withArray("search_results")
          .addObject()
          .put("title", "Source " + i)
          .put("url", SOURCE + i)
          .put("date", "2026-01-0" + i)
          .put("snippet", "What stands there.")
          .put("source", "web");
    }
    return record;
  }
}
