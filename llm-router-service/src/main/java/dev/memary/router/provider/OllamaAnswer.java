package dev.memary.router.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ChatReply;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.CutShort;
import dev.memary.router.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One answer of Ollama's, line by line, in OpenAI's shape: as chunks or as a whole. */
final class OllamaAnswer {
  private final ObjectMapper json;
  private final String id = "chatcmpl-" + UUID.randomUUID();
  private final long created = System.currentTimeMillis() / 1000;
  private final String model;
  private final boolean wantsUsage;
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final ArrayNode toolCalls;
  private boolean begun;
  private @Nullable String finishReason;
  private Usage usage = Usage.NONE;

  OllamaAnswer(ObjectMapper json, String model, boolean wantsUsage) {
    this.json = json;
    this.model = model;
    this.wantsUsage = wantsUsage;
    this.toolCalls = json.createArrayNode();
  }

  /** The chunks that a line makes. */
  List<ChatChunk> chunks(JsonNode line) {
    if (line.has("error")) {
      throw new ProviderException(new Broken(200));
    }
    List<ChatChunk> chunks = new ArrayList<>();
    JsonNode message = line.path("message");
    piece(chunks, "reasoning_content", message.path("thinking").asText(""), thinking);
    piece(chunks, "content", message.path("content").asText(""), content);
    message.path("tool_calls").forEach(call -> chunks.add(toolCall(call)));
    if (line.path("done").asBoolean(false)) {
      finish(chunks, line);
    }
    return chunks;
  }

  private void piece(List<ChatChunk> chunks, String field, String text, StringBuilder all) {
    if (!text.isEmpty()) {
      all.append(text);
      chunks.add(chunk(json.createObjectNode().put(field, text), null, true));
    }
  }

  private ChatChunk toolCall(JsonNode call) {
    JsonNode function = call.path("function");
    String callId = call.path("id").asText("");
    ObjectNode translated =
        json.createObjectNode()
            .put("id", callId.isEmpty() ? "call_" + UUID.randomUUID() : callId)
            .put("type", "function");
    translated
        .putObject("function")
        .put("name", function.path("name").asText(""))
        .put("arguments", function.path("arguments").toString());
    ObjectNode indexed = translated.deepCopy().put("index", toolCalls.size());
    toolCalls.add(translated);
    ObjectNode delta = json.createObjectNode();
    delta.putArray("tool_calls").add(indexed);
    return chunk(delta, null, true);
  }

  private void finish(List<ChatChunk> chunks, JsonNode last) {
    String reason = last.path("done_reason").asText("stop");
    finishReason = reason.equals("length") ? "length" : toolCalls.isEmpty() ? "stop" : "tool_calls";
    usage =
        new Usage(
            last.path("prompt_eval_count").asLong(0),
            last.path("eval_count").asLong(0),
            last.path("prompt_eval_cached_count").asLong(0),
            null);
    ChatChunk end = chunk(json.createObjectNode(), finishReason, false);
    chunks.add(new ChatChunk(end.json(), end.content(), true, wantsUsage ? null : usage));
    if (wantsUsage) {
      ObjectNode counted = envelope("chat.completion.chunk");
      counted.putArray("choices");
      counted.set("usage", usageNode());
      chunks.add(new ChatChunk(counted, false, true, usage));
    }
  }

  private ChatChunk chunk(ObjectNode delta, @Nullable String finish, boolean hasContent) {
    if (!begun) {
      begun = true;
      delta.put("role", "assistant");
    }
    ObjectNode chunk = envelope("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.put("finish_reason", finish);
    return new ChatChunk(chunk, hasContent, finish != null, null);
  }

  /** The whole, once every line was read. */
  ChatReply.Whole whole() {
    if (finishReason == null) {
      throw new ProviderException(new CutShort());
    }
    ObjectNode completion = envelope("chat.completion");
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", content.isEmpty() && !toolCalls.isEmpty() ? null : content.toString());
    if (!thinking.isEmpty()) {
      message.put("reasoning_content", thinking.toString());
    }
    if (!toolCalls.isEmpty()) {
      message.set("tool_calls", toolCalls);
    }
    choice.put("finish_reason", finishReason);
    completion.set("usage", usageNode());
    return new ChatReply.Whole(completion, usage);
  }

  private ObjectNode usageNode() {
    ObjectNode node =
        json.createObjectNode()
            .put("prompt_tokens", usage.promptTokens())
            .put("completion_tokens", usage.completionTokens())
            .put("total_tokens", usage.promptTokens() + usage.completionTokens());
    if (usage.cachedTokens() > 0) {
      node.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedTokens());
    }
    return node;
  }

  private ObjectNode envelope(String object) {
    return json.createObjectNode()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }
}
