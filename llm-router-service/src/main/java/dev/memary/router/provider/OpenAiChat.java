package dev.memary.router.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ChatProvider;
import dev.memary.router.chat.ChatReply;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.CutShort;
import dev.memary.router.chat.Usage;
import dev.memary.router.provider.ProviderHttp.Answer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI and whatever is compatible with it. Fields that nobody here knows pass in both directions,
 * so that a provider's own (Perplexity's citations) are kept.
 */
final class OpenAiChat implements ChatProvider {
  private static final String DATA = "data:";

  private final ProviderHttp http;
  private final ObjectMapper json;
  private final @Nullable String key;
  private final Dialect dialect;

  /** What a server asks for beyond OpenAI's API. */
  enum Dialect {
    OPENAI,
    /** Repeats the whole answer in every chunk unless it is asked not to. */
    PERPLEXITY
  }

  OpenAiChat(ProviderHttp http, ObjectMapper json, @Nullable String key, Dialect dialect) {
    this.http = http;
    this.json = json;
    this.key = key;
    this.dialect = dialect;
  }

  @Override
  public Uni<ChatReply> chat(ChatCall call, URI address, String model, int contextTokens) {
    return http.post(
            URI.create(address + "/chat/completions"),
            key == null ? Map.of() : Map.of("Authorization", "Bearer " + key),
            ProviderHttp.bytes(json, request(call, model)))
        .onItem()
        .transformToUni(answer -> {
          if (answer.status() != 200) {
            return answer.error().map(body -> refuse(answer, body));
          }
          return call.streamed()
              ? Uni.createFrom().item(new ChatReply.Streamed(chunks(call, answer)))
              : answer.whole().map(this::whole);
        });
  }

  private ObjectNode request(ChatCall call, String model) {
    ObjectNode body = call.body().deepCopy();
    body.put("model", model);
    if (call.streamed()) {
      // The ledger needs the usage, whether or not the client has asked for it.
      body.withObject("/stream_options").put("include_usage", true);
      if (dialect == Dialect.PERPLEXITY) {
        body.put("stream_mode", "concise");
      }
    }
    return body;
  }

  private ChatReply whole(Buffer body) {
    JsonNode completion = ProviderHttp.read(json, body);
    if (!(completion instanceof ObjectNode object) || !completion.has("choices")) {
      throw new ProviderException(new Broken(200));
    }
    return new ChatReply.Whole(object, usage(completion.path("usage")));
  }

  private Multi<ChatChunk> chunks(ChatCall call, Answer answer) {
    boolean wantsUsage = call.body().at("/stream_options/include_usage").asBoolean(false);
    return answer
        .lines()
        .map(line -> line.toString().strip())
        .filter(line -> line.startsWith(DATA))
        .map(line -> line.substring(DATA.length()).strip())
        .filter(data -> !data.equals("[DONE]"))
        .map(data -> chunk(data, wantsUsage));
  }

  private ChatChunk chunk(String data, boolean wantsUsage) {
    JsonNode node;
    try {
      node = json.readTree(data);
    } catch (JsonProcessingException e) {
      throw new ProviderException(new CutShort());
    }
    if (!(node instanceof ObjectNode chunk) || node.hasNonNull("error")) {
      throw new ProviderException(new Broken(200));
    }
    Usage usage = chunk.hasNonNull("usage") ? usage(chunk.path("usage")) : null;
    if (!wantsUsage && dialect == Dialect.OPENAI) {
      chunk.remove("usage");
    }
    JsonNode choice = chunk.path("choices").path(0);
    return new ChatChunk(
        chunk, hasContent(choice.path("delta")), choice.hasNonNull("finish_reason"), usage);
  }

  private static boolean hasContent(JsonNode delta) {
    return !delta.path("content").asText("").isEmpty()
        || !delta.path("reasoning_content").asText("").isEmpty()
        || !delta.path("refusal").asText("").isEmpty()
        || !delta.path("tool_calls").isEmpty();
  }

  private static Usage usage(JsonNode usage) {
    JsonNode cost = usage.at("/cost/total_cost");
    return new Usage(
        usage.path("prompt_tokens").asLong(0),
        usage.path("completion_tokens").asLong(0),
        usage.at("/prompt_tokens_details/cached_tokens").asLong(0),
        cost.isNumber() ? new BigDecimal(cost.asText()) : null);
  }

  private ChatReply refuse(Answer answer, String body) {
    throw new ProviderException(OpenAiErrors.failure(answer, errorOf(body)));
  }

  private JsonNode errorOf(String body) {
    try {
      return json.readTree(body).path("error");
    } catch (JsonProcessingException e) {
      return json.missingNode();
    }
  }
}
