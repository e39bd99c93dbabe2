package dev.memary.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.demo.Sample.Turn;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The few calls of the public API the demo needs. */
final class MemaryApi implements AutoCloseable {

  /** How far the platform is with what it was told. */
  record Status(int episodes, int pending, int failed) {}

  /** One search result. */
  record Hit(
      String kind,
      String text,
      double score,
      String occurredAt,
      List<String> externalIds,
      String sessionId) {}

  /** What a search gave and how long it took. */
  record Found(List<Hit> hits, boolean degraded, double millis) {}

  /** What the platform answered. */
  record Answer(String text, boolean degraded) {}

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration REQUEST = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final String base;
  private final String key;

  MemaryApi(String base, String key) {
    this.base = base.replaceAll("/+$", "");
    this.key = key;
  }

  /** Both speakers are people, so both are "user"; their names tell them apart. */
  void remember(String user, String sessionId, List<Turn> turns, String idempotencyKey) {
    ObjectNode body = json.createObjectNode().put("user_id", user).put("session_id", sessionId);
    ArrayNode messages = body.putArray("messages");
    for (Turn turn : turns) {
      messages
          .addObject()
          .put("role", "user")
          .put("name", turn.speaker())
          .put("content", turn.text())
          .put("occurred_at", turn.occurredAt())
          .put("external_id", turn.externalId());
    }
    post("/v1/memories", body, Map.of("Idempotency-Key", idempotencyKey));
  }

  Status status(String user) {
    HttpRequest request = request("/v1/spaces/" + space(user) + "/status").GET().build();
    JsonNode status = tree(send(request));
    return new Status(
        status.path("episodes").asInt(),
        status.path("pending").asInt(),
        status.path("failed").asInt());
  }

  Found search(String user, String query, int topK) {
    ObjectNode body =
        json.createObjectNode().put("user_id", user).put("query", query).put("top_k", topK);
    body.putArray("include").add("episodes").add("facts");
    long start = System.nanoTime();
    HttpResponse<String> response = post("/v1/memories/search", body, Map.of());
    double millis = (System.nanoTime() - start) / 1e6;
    JsonNode found = tree(response);
    List<Hit> hits = new ArrayList<>();
    found.path("results").forEach(result -> hits.add(hit(result)));
    return new Found(List.copyOf(hits), found.path("degraded").asBoolean(), millis);
  }

  private static Hit hit(JsonNode result) {
    List<String> externalIds = new ArrayList<>();
    result.path("sources").forEach(source -> externalIds.add(source.path("external_id").asText()));
    JsonNode source = result.path("sources").path(0);
    String occurredAt = result.path("occurred_at").asText(source.path("occurred_at").asText(""));
    return new Hit(
        result.path("kind").asText(),
        result.path("text").asText(),
        result.path("score").asDouble(),
        occurredAt,
        List.copyOf(externalIds),
        source.path("session_id").asText(""));
  }

  Answer ask(String user, String session, String question) {
    ObjectNode body = json.createObjectNode().put("model", "chat");
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    Map<String, String> headers =
        Map.of(
            "X-Memary-Space",
            "user:" + user,
            "X-Memary-Session",
            session,
            "X-Memary-Capture",
            "off");
    HttpResponse<String> response = post("/v1/chat/completions", body, headers);
    String text = tree(response).at("/choices/0/message/content").asText("");
    boolean degraded =
        response.headers().firstValue("X-Memary-Degraded").filter("true"::equals).isPresent();
    return new Answer(text, degraded);
  }

  void forget(String user) {
    send(request("/v1/spaces/" + space(user)).DELETE().build());
  }

  private static String space(String user) {
    return URLEncoder.encode("user:" + user, StandardCharsets.UTF_8)
        .replace("%3A", ":")
        .replace("+", "%20");
  }

  private HttpResponse<String> post(String path, ObjectNode body, Map<String, String> headers) {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    headers.forEach(request::header);
    return send(request.build());
  }

  private HttpRequest.Builder request(String path) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + path)).timeout(REQUEST);
      return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    } catch (IllegalArgumentException e) {
      throw new DemoFailure("\"" + base + "\" is not the address of a server.");
    }
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new DemoFailure(problem(request, response));
      }
      return response;
    } catch (IOException e) {
      throw new DemoFailure(
          "Memary cannot be reached at " + base + "; is it running (./memary up)?");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("The demo was interrupted.");
    }
  }

  /** A problem document as one sentence. */
  private String problem(HttpRequest request, HttpResponse<String> response) {
    String call = request.method() + " " + request.uri().getPath();
    String said = "";
    try {
      JsonNode problem = json.readTree(response.body());
      String detail = problem.path("detail").asText("");
      said = detail.isEmpty() ? problem.path("title").asText("") : detail;
    } catch (IOException notJson) {
      said = "";
    }
    String reason = said.isEmpty() ? "no reason given" : said.replaceAll("\\s+", " ");
    return "Memary refused %s with %d: %s".formatted(call, response.statusCode(), reason);
  }

  private JsonNode tree(HttpResponse<String> response) {
    try {
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new DemoFailure(
          "Memary answered something that is not JSON; is " + base + " its address?");
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
