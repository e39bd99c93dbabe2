package dev.memary.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.memary.demo.Sample.Question;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server that speaks the shapes of the public API and knows the answers of the first questions.
 */
final class FakeMemary implements AutoCloseable {

  final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  final List<JsonNode> chunks = Collections.synchronizedList(new ArrayList<>());
  final Map<String, String> lastHeaders = Collections.synchronizedMap(new HashMap<>());
  int answerable = 10;
  boolean stuck;
  boolean refusing;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server;
  private int episodes;
  private int polls;

  FakeMemary() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String call = exchange.getRequestMethod() + " " + path;
    calls.add(call);
    JsonNode body = json.readTree(exchange.getRequestBody().readAllBytes());
    if (refusing) {
      reply(exchange, 401, "{\"title\":\"Unauthorized\",\"detail\":\"The API key is not known.\"}");
    } else if (call.equals("POST /v1/memories")) {
      remember(exchange, body);
    } else if (call.endsWith("/status")) {
      int pending = stuck || polls++ == 0 ? 5 : 0;
      reply(
          exchange,
          200,
          "{\"episodes\":%d,\"pending\":%d,\"failed\":0}".formatted(episodes, pending));
    } else if (call.equals("POST /v1/memories/search")) {
      reply(exchange, 200, results(body.path("query").asText()));
    } else if (call.equals("POST /v1/chat/completions")) {
      chat(exchange);
    } else {
      reply(exchange, 200, "{}");
    }
  }

  private void remember(HttpExchange exchange, JsonNode body) throws IOException {
    chunks.add(body);
    episodes += body.path("messages").size();
    lastHeaders.put("Authorization", header(exchange, "Authorization"));
    lastHeaders.put("Idempotency-Key", header(exchange, "Idempotency-Key"));
    reply(exchange, 202, "{\"event_id\":\"e\",\"status\":\"pending\",\"memory_ids\":[]}");
  }

  private void chat(HttpExchange exchange) throws IOException {
    lastHeaders.put("X-Memary-Space", header(exchange, "X-Memary-Space"));
    lastHeaders.put("X-Memary-Session", header(exchange, "X-Memary-Session"));
    lastHeaders.put("X-Memary-Capture", header(exchange, "X-Memary-Capture"));
    exchange.getResponseHeaders().add("X-Memary-Degraded", "true");
    reply(
        exchange,
        200,
        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"As was said.\"}}]}");
  }

  private static String header(HttpExchange exchange, String name) {
    return String.valueOf(exchange.getRequestHeaders().getFirst(name));
  }

  private String results(String query) {
    List<Question> questions = Sample.questions();
    ObjectNode body = json.createObjectNode().put("degraded", false);
    ArrayNode results = body.putArray("results");
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      if (question.question().equals(query) && i < answerable) {
        question.expected().forEach(id -> result(results, id));
      }
    }
    result(results, "s1:1");
    return body.toString();
  }

  private static void result(ArrayNode results, String externalId) {
    String session = externalId.substring(0, externalId.indexOf(':'));
    ObjectNode result = results.addObject().put("id", "x").put("kind", "episode").put("score", 0.5);
    result.put("text", "What was said. ".repeat(30)).put("occurred_at", "2024-01-14T18:30:00Z");
    result.putArray("entities");
    result
        .putArray("sources")
        .addObject()
        .put("id", "x")
        .put("external_id", externalId)
        .put("session_id", session)
        .put("occurred_at", "2024-01-14T18:30:00Z");
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
