package dev.memary.worker.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import dev.memary.worker.client.Completion.Refused;
import dev.memary.worker.client.Completion.Said;
import dev.memary.worker.client.Completion.Silent;
import dev.memary.worker.understanding.Spent;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * llm-router-service. The JDK's client, because it ends a request with its time-out, and with it
 * the model's work, and reads no more of an answer than it may have.
 */
@ApplicationScoped
public class RouterClient {
  /** An honest answer has a fraction of it. */
  private static final long LARGEST_ANSWER = 256L * 1024;

  private final ServiceTokens tokens;
  private final ObjectMapper json;
  private final HttpClient http;
  private final URI completions;

  public RouterClient(RouterConfig config, ServiceTokens tokens, ObjectMapper json) {
    this.tokens = tokens;
    this.json = json;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectTimeout())
            .build();
    this.completions = URI.create(config.url() + "/v1/chat/completions");
  }

  @PreDestroy
  void stop() {
    http.shutdownNow();
  }

  Completion complete(String tenantId, ObjectNode question, Duration timeout, boolean localOnly) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(
            request(tenantId, question, timeout, localOnly),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    try {
      return completion(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Silent("timeout", null);
    } catch (ExecutionException e) {
      return isTooLong(e) ? new Refused("answer_too_long") : new Silent("unreachable", null);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return new Silent("interrupted", null);
    }
  }

  private HttpRequest request(
      String tenantId, ObjectNode question, Duration timeout, boolean localOnly) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(completions)
            .header("Content-Type", "application/json")
            .header(
                "Authorization",
                tokens.bearer(Services.ROUTER, Caller.background(tenantId, Services.WORKER)))
            .header("X-Memary-Local-Only", String.valueOf(localOnly))
            .header("X-Memary-Timeout-Ms", String.valueOf(timeout.toMillis()))
            .POST(BodyPublishers.ofByteArray(bytes(question)));
    GlobalOpenTelemetry.getPropagators()
        .getTextMapPropagator()
        .inject(Context.current(), request, HttpRequest.Builder::header);
    return request.build();
  }

  private Completion completion(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 200) {
      return said(response);
    }
    // The router refuses what no model could read; everything else may be different later.
    return status == 400 || status == 413 || status == 422
        ? new Refused("refused")
        : new Silent("status_" + status, retryAfter(response));
  }

  private Completion said(HttpResponse<byte[]> response) {
    try {
      JsonNode completion = json.readTree(response.body());
      JsonNode choice = completion.path("choices").path(0);
      return new Said(
          choice.path("message").path("content").asText(""),
          choice.path("finish_reason").asText("stop").equals("stop"),
          spent(response, completion));
    } catch (IOException e) {
      return new Silent("no_completion", null);
    }
  }

  private static Spent spent(HttpResponse<byte[]> response, JsonNode completion) {
    return new Spent(
        response
            .headers()
            .firstValue("X-Memary-Target")
            .orElse(completion.path("model").asText("unknown")),
        completion.at("/usage/prompt_tokens").asInt(),
        completion.at("/usage/completion_tokens").asInt(),
        cost(response));
  }

  private static BigDecimal cost(HttpResponse<byte[]> response) {
    try {
      return response
          .headers()
          .firstValue("X-Memary-Cost-Usd")
          .map(BigDecimal::new)
          .orElse(BigDecimal.ZERO);
    } catch (NumberFormatException e) {
      return BigDecimal.ZERO;
    }
  }

  private static @Nullable Duration retryAfter(HttpResponse<byte[]> response) {
    try {
      return response
          .headers()
          .firstValue("Retry-After")
          .map(Long::parseLong)
          .map(Duration::ofSeconds)
          .orElse(null);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isTooLong(ExecutionException e) {
    return e.getCause() instanceof IOException
        && String.valueOf(e.getCause().getMessage()).contains("capacity");
  }

  private byte[] bytes(ObjectNode question) {
    try {
      return json.writeValueAsBytes(question);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A question cannot be written as JSON", e);
    }
  }
}
