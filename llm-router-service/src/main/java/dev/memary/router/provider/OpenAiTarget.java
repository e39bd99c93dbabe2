package dev.memary.router.provider;

import dev.memary.router.chat.ChatTarget;
import dev.memary.router.chat.ChatTargetConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/**
 * An OpenAI-compatible server. Bodies pass through undecoded; whoever leaves takes the upstream
 * call along.
 */
@ApplicationScoped
public class OpenAiTarget implements ChatTarget {
  private final ChatTargetConfig config;
  private final HttpClient client;

  public OpenAiTarget(Vertx vertx, ChatTargetConfig config) {
    this.config = config;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setMaxPoolSize(256)
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setDecompressionSupported(true));
  }

  @Override
  public Uni<Answer> chat(byte[] body) {
    URI base = config.url().orElseThrow();
    return client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(base + "/chat/completions"))
        .onItem()
        .transformToUni(request -> send(request, body))
        .ifNoItem()
        .after(config.responseTimeout())
        .fail();
  }

  private Uni<Answer> send(HttpClientRequest request, byte[] body) {
    request.putHeader("Content-Type", "application/json");
    config.apiKey().ifPresent(key -> request.putHeader("Authorization", "Bearer " + key));
    return request
        .send(Buffer.buffer(body))
        .onCancellation()
        .invoke(request::reset)
        .map(response -> answer(request, response));
  }

  private static Answer answer(HttpClientRequest request, HttpClientResponse response) {
    Multi<byte[]> bytes =
        response.toMulti().map(Buffer::getBytes).onCancellation().invoke(request::reset);
    String type = response.getHeader("Content-Type");
    return new Answer(response.statusCode(), type == null ? "application/json" : type, bytes);
  }
}
