package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * OpenAI's API: {@code GET /v1/models}, {@code POST /v1/chat/completions}, unary and streaming, and
 * {@code POST /v1/embeddings}. Tests start it in their own process; {@link #main} starts it as one
 * of its own.
 */
public final class LlmDouble extends ServerDouble {
  /** The model that a request names nothing for. */
  public static final String MODEL = "memary-double";

  private static final int DIMENSIONS = 384;

  private final List<JsonNode> embedded = new CopyOnWriteArrayList<>();

  private LlmDouble(int port) {
    super(port);
    route("GET", "/v1/models", this::models);
    route("POST", "/v1/chat/completions", new ChatCompletions(this, Reply::new)::answer);
    route("POST", "/v1/embeddings", this::embeddings);
    serve();
  }

  /** Starts on the port; 0 takes any that is free. */
  public static LlmDouble start(int port) {
    return new LlmDouble(port);
  }

  /** Runs until the process is ended; {@code --help} tells the options. */
  public static void main(String[] arguments) {
    CommandLine.run(arguments);
  }

  /** The bodies of the requests for embeddings, oldest first. */
  public List<JsonNode> embeddingRequests() {
    return List.copyOf(embedded);
  }

  @Override
  public void reset() {
    super.reset();
    embedded.clear();
  }

  @Override
  void unknown(Call call, int status) throws IOException {
    String what = "Invalid URL (" + call.method() + " " + call.path() + ")";
    new OpenAiError(status, what, "invalid_request_error", "unknown_url").sendTo(call);
  }

  private void models(Call call) throws IOException {
    ObjectNode list = Reply.node().put("object", "list");
    list.putArray("data")
        .addObject()
        .put("id", MODEL)
        .put("object", "model")
        .put("created", Reply.CREATED)
        .put("owned_by", "memary");
    call.reply(200, list);
  }

  private void embeddings(Call call) throws IOException, InterruptedException {
    JsonNode body;
    try {
      body = Call.JSON.readTree(call.body());
    } catch (IOException e) {
      OpenAiError.NO_JSON.sendTo(call);
      return;
    }
    embedded.add(body);
    String model = body.path("model").asText(MODEL);
    Fault fault = faults.of(call.fault(), model);
    Optional<OpenAiError> refusal = OpenAiError.of(fault);
    if (refusal.isPresent()) {
      refusal.get().sendTo(call);
    } else if (fault == Fault.HANG) {
      hang();
    } else {
      call.reply(200, vectors(body, model));
    }
  }

  private static ObjectNode vectors(JsonNode body, String model) {
    ObjectNode list = Reply.node().put("object", "list").put("model", model);
    ArrayNode data = list.putArray("data");
    boolean packed = body.path("encoding_format").asText().equals("base64");
    int tokens = 0;
    for (String text : texts(body.path("input"))) {
      float[] vector = Vectors.of(text, body.path("dimensions").asInt(DIMENSIONS));
      ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      if (packed) {
        item.put("embedding", Vectors.base64(vector));
      } else {
        numbers(item.putArray("embedding"), vector);
      }
      tokens += Math.max(1, text.length() / 4);
    }
    list.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return list;
  }

  /** One text, or several. */
  static List<String> texts(JsonNode input) {
    List<String> texts = new ArrayList<>();
    if (input.isArray()) {
      input.forEach(text -> texts.add(text.asText()));
    } else if (input.isTextual()) {
      texts.add(input.asText());
    }
    return texts;
  }

  static void numbers(ArrayNode into, float[] vector) {
    for (float value : vector) {
      into.add(value);
    }
  }
}
