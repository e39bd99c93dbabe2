package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;

/** The public API as an application sees it. */
public final class MemaryClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final URI gateway;
  private final String key;

  public MemaryClient(URI gateway, String key) {
    this.gateway = gateway;
    this.key = key;
  }

  /** An answer: its status, its headers and its body as JSON (or null when it has none). */
  public record Answer(int status, HttpResponse<String> response, JsonNode body) {
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public String key() {
    return key;
  }

  public Answer post(String path, Object body, String... headers) {
    return send("POST", path, write(body), headers);
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  public Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response, read(response.body()));
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path + " got no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** Creates a key; returns its secret. */
  public String createKey(String tenant, String[] spaces, String... permissions) {
    Answer created =
        post(
            "/v1/admin/keys",
            Map.of(
                "name",
                "test",
                "tenant",
                tenant,
                "spaces",
                List.of(spaces),
                "permissions",
                List.of(permissions)));
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    return created.body().get("key").asText();
  }

  /** Remembers what a user said in a session. */
  public Answer remember(String user, String session, String text) {
    return post(
        "/v1/memories",
        Map.of(
            "user_id", user,
            "session_id", session,
            "messages", List.of(Map.of("role", "user", "content", text))));
  }

  public JsonNode status(String user) {
    return get("/v1/spaces/user:" + user + "/status").body();
  }

  public JsonNode search(String user, String query) {
    return post("/v1/memories/search", Map.of("user_id", user, "query", query)).body();
  }

  /** How often each entity of the user was mentioned, by its name in lower case. */
  public Map<String, Long> entityCounts(String user) {
    Map<String, Long> counts = new TreeMap<>();
    get("/v1/spaces/user:" + user + "/entities?top=500")
        .body()
        .get("entities")
        .forEach(e -> counts.put(e.get("name").asText().toLowerCase(), e.get("count").asLong()));
    return counts;
  }

  /** Waits until everything the user said is both searchable and understood. */
  public void awaitUnderstood(String user, long episodes) {
    Awaitility.await("everything understood")
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .untilAsserted(() -> {
          JsonNode status = status(user);
          assertThat(status.get("episodes").asLong()).isEqualTo(episodes);
          assertThat(status.get("pending").asLong()).isZero();
        });
  }

  /** Asks the chat endpoint as an OpenAI client does: with the whole history. */
  public Answer chat(String user, List<ObjectNode> history) {
    return post("/v1/chat/completions", Map.of("model", "chat", "user", user, "messages", history));
  }

  public static ObjectNode message(String role, String content) {
    return JSON.createObjectNode().put("role", role).put("content", content);
  }

  public static String newUser() {
    return "u" + UUID.randomUUID().toString().replace("-", "");
  }

  private static String write(Object body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JsonNode read(String body) {
    try {
      return body.isEmpty() ? JSON.nullNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.getNodeFactory().textNode(body);
    }
  }
}
