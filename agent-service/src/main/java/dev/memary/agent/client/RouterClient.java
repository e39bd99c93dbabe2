package dev.memary.agent.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.agent.answer.AnsweredBy;
import dev.memary.agent.answer.ChatModel;
import dev.memary.agent.answer.ModelReply;
import dev.memary.agent.answer.Prompt;
import dev.memary.agent.memory.Asker;
import dev.memary.agent.openai.ChatRequest;
import dev.memary.kit.identity.Permission;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.context.Context;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * llm-router-service, as the port of this service knows it. The JDK's client, because a stream is
 * read line by line on a virtual thread, and closing it from another thread ends the model's work
 * at once.
 */
@ApplicationScoped
public class RouterClient implements ChatModel {
  private static final Logger LOG = Logger.getLogger(RouterClient.class);
  private static final int OK = 200;
  private static final Set<Integer> OUR_OWN_FAULT = Set.of(401, 403);

  private final RouterConfig config;
  private final ServiceTokens tokens;
  private final ObjectMapper json;
  private final Watchdog watchdog;
  private final HttpClient http;
  private final URI completions;

  public RouterClient(RouterConfig config, ServiceTokens tokens, ObjectMapper json) {
    this.config = config;
    this.tokens = tokens;
    this.json = json;
    this.watchdog = new Watchdog(config.idleTimeout());
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectTimeout())
            .build();
    this.completions = URI.create(config.url() + "/v1/chat/completions");
  }

  @PreDestroy
  void stop() {
    watchdog.close();
    http.shutdownNow();
  }

  @Override
  public ModelReply ask(Asker asker, Prompt prompt) {
    ChatRequest request = (ChatRequest) prompt.request();
    try {
      HttpResponse<InputStream> response = send(asker, prompt, request);
      if (response.statusCode() == OK) {
        return begin(response, request.streamed());
      }
      return refused(response);
    } catch (IOException e) {
      return unreachable(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unreachable("interrupted");
    }
  }

  private HttpResponse<InputStream> send(Asker asker, Prompt prompt, ChatRequest request)
      throws IOException, InterruptedException {
    byte[] body = json.writeValueAsBytes(request.withSystemMessage(prompt.remembered()));
    try {
      return http.send(request(asker, request, body), BodyHandlers.ofInputStream());
    } catch (HttpTimeoutException | ConnectException e) {
      throw e;
    } catch (IOException e) {
      // A pooled connection that was closed meanwhile; a fresh one tells whether more is wrong.
      return http.send(request(asker, request, body), BodyHandlers.ofInputStream());
    }
  }

  private HttpRequest request(Asker asker, ChatRequest chat, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(completions)
            .timeout(config.answerTimeout())
            .header("Content-Type", "application/json")
            .header("Authorization", bearer(asker))
            .header("X-Memary-Local-Only", String.valueOf(chat.localOnly()))
            .POST(BodyPublishers.ofByteArray(body));
    GlobalOpenTelemetry.getPropagators()
        .getTextMapPropagator()
        .inject(Context.current(), request, HttpRequest.Builder::header);
    return request.build();
  }

  private String bearer(Asker asker) {
    return tokens.bearer(Services.ROUTER, Callers.of(asker, Set.of(Permission.CHAT)));
  }

  private ModelReply begin(HttpResponse<InputStream> response, boolean streamed)
      throws IOException {
    AnsweredBy by =
        new AnsweredBy(
            response.headers().firstValue("X-Memary-Target").orElse(null),
            response.headers().firstValue("X-Memary-Fallbacks").orElse(null));
    if (streamed) {
      return new StreamedReply(json, response.body(), by, watchdog);
    }
    JsonNode completion = wholeAnswer(response.body());
    return completion.path("choices").isArray()
        ? new WholeReply(completion, by)
        : unreachable("an answer without choices");
  }

  private JsonNode wholeAnswer(InputStream body) throws IOException {
    try (body;
        Watchdog.Watch watch = watchdog.watch(body)) {
      watch.waiting();
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      return json.missingNode();
    }
  }

  /** A fault in the request is the client's to see; any other means that no model answers now. */
  private static ModelReply refused(HttpResponse<InputStream> response) throws IOException {
    int status = response.statusCode();
    String body;
    try (InputStream in = response.body()) {
      body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (status < 400 || status >= 500 || OUR_OWN_FAULT.contains(status)) {
      return unreachable("status " + status);
    }
    throw new ModelRefusedException(
        status, body, response.headers().firstValue("Retry-After").orElse(null));
  }

  private static ModelReply unreachable(String reason) {
    LOG.warnf("llm-router-service did not answer (%s); the turn is answered from memory", reason);
    return ModelReply.none(reason);
  }
}
