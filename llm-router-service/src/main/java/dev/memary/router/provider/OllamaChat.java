package dev.memary.router.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ChatProvider;
import dev.memary.router.chat.ChatReply;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.Busy;
import dev.memary.router.chat.ProviderFailure.ContextExceeded;
import dev.memary.router.chat.ProviderFailure.ModelMissing;
import dev.memary.router.chat.ProviderFailure.Refused;
import dev.memary.router.provider.ProviderHttp.Answer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.Map;

/**
 * Ollama's native API: unlike its OpenAI-compatible one it takes a context length, tells loading
 * from answering, and tells a failed stream from a finished one. Always streamed, so that a stalled
 * node is noticed even when the client wants the whole.
 */
final class OllamaChat implements ChatProvider {
  private final ProviderHttp http;
  private final ObjectMapper json;
  private final String keepAlive;

  /**
   * @param keepAlive how long a node keeps an unused model, in Ollama's words ({@code 30m}, {@code
   *     -1})
   */
  OllamaChat(ProviderHttp http, ObjectMapper json, String keepAlive) {
    this.http = http;
    this.json = json;
    this.keepAlive = keepAlive;
  }

  @Override
  public Uni<ChatReply> chat(ChatCall call, URI address, String model, int contextTokens) {
    return Uni.createFrom()
        .item(() ->
            ProviderHttp.bytes(json, OllamaRequest.of(json, call, model, contextTokens, keepAlive)))
        .onItem()
        .transformToUni(body -> http.post(URI.create(address + "/api/chat"), Map.of(), body))
        .onItem()
        .transformToUni(answer -> {
          if (answer.status() != 200) {
            return answer.error().map(body -> refuse(answer, body));
          }
          boolean wantsUsage = call.body().at("/stream_options/include_usage").asBoolean(false);
          OllamaAnswer translated = new OllamaAnswer(json, model, wantsUsage);
          Multi<ChatChunk> chunks = chunks(answer, translated);
          return Uni.createFrom()
              .item(
                  call.streamed()
                      ? new ChatReply.Streamed(chunks)
                      : new ChatReply.Gathered(chunks, translated::whole));
        });
  }

  private Multi<ChatChunk> chunks(Answer answer, OllamaAnswer translated) {
    return answer
        .lines()
        .filter(line -> line.length() > 1)
        .onItem()
        .transformToIterable(line -> translated.chunks(ProviderHttp.read(json, line)));
  }

  private ChatReply refuse(Answer answer, String body) {
    throw new ProviderException(failure(answer.status(), messageOf(body)));
  }

  static ProviderFailure failure(int status, String message) {
    return switch (status) {
      case 404 -> new ModelMissing();
      case 503 -> new Busy(null);
      case 400 ->
          message.contains("context length") || message.contains("too long")
              ? new ContextExceeded()
              : new Refused(400, "invalid_request", message, null);
      default -> new Broken(status);
    };
  }

  private String messageOf(String body) {
    try {
      return json.readTree(body).path("error").asText("");
    } catch (JsonProcessingException e) {
      return "";
    }
  }
}
