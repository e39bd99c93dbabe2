package dev.memary.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.ServiceTokens.InvalidTokenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Speaks as memory-service does: tokens, idempotency keys, durable answers, context blocks. */
public final class FakeMemory implements AutoCloseable {
  /** An episode that was recorded. */
  public record Episode(UUID id, String space, String session, JsonNode message, boolean infer) {
    public String role() {
      return message.path("role").asText();
    }

    public String text() {
      return message.path("content").asText();
    }
  }

  private record Known(String body, List<UUID> ids) {}

  public final List<Episode> episodes = new CopyOnWriteArrayList<>();
  public final List<JsonNode> questions = new CopyOnWriteArrayList<>();
  public final List<Caller> callers = new CopyOnWriteArrayList<>();
  public volatile boolean down;
  public volatile boolean recallDown;
  public volatile boolean usedUp;
  public volatile boolean answersUsedUp;
  public volatile boolean answersRefused;

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Known> known = new HashMap<>();
  private final List<ObjectNode> evidence = new ArrayList<>();
  private final ServiceTokens tokens;
  private final HttpServer server;

  public FakeMemory(ServiceTokens tokens) {
    this.tokens = tokens;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/memories", this::memories);
    server.createContext("/v1/context", this::context);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void reset() {
    episodes.clear();
    questions.clear();
    callers.clear();
    synchronized (this) {
      known.clear();
      evidence.clear();
    }
    down = false;
    recallDown = false;
    usedUp = false;
    answersUsedUp = false;
    answersRefused = false;
  }

  /** Makes memory recall this from now on. */
  public synchronized UUID remembers(String day, String speaker, String text, double score) {
    UUID id = UUID.randomUUID();
    ObjectNode result =
        json.createObjectNode()
            .put("id", id.toString())
            .put("kind", "episode")
            .put("space", "user:alice")
            .put("text", text)
            .put("score", score)
            .put("occurred_at", day + "T10:00:00Z");
    result.putArray("entities");
    result.putArray("sources").addObject().put("id", id.toString()).put("name", speaker);
    result.putObject("metadata");
    evidence.add(result);
    return id;
  }

  public List<String> recorded() {
    return episodes.stream().map(e -> e.role() + ": " + e.text()).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void memories(HttpExchange exchange) throws IOException {
    JsonNode body = json.readTree(exchange.getRequestBody());
    boolean answer = body.at("/messages/0/role").asText().equals("assistant");
    if (!authenticated(exchange)) {
      return;
    }
    if (down || (answersRefused && answer)) {
      reply(exchange, 503, json.createObjectNode().put("title", "Not available now"));
      return;
    }
    if (usedUp || (answersUsedUp && answer)) {
      exchange.getResponseHeaders().add("Retry-After", "17");
      reply(exchange, 429, json.createObjectNode().put("title", "Too much at once"));
      return;
    }
    record(exchange, body);
  }

  private synchronized void record(HttpExchange exchange, JsonNode body) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    Known first = known.get(key);
    if (first != null && !first.body().equals(body.toString())) {
      reply(exchange, 409, json.createObjectNode().put("title", "conflict"));
      return;
    }
    List<UUID> ids = first == null ? record(body) : first.ids();
    known.put(key, new Known(body.toString(), ids));
    ObjectNode accepted = json.createObjectNode().put("event_id", UUID.randomUUID().toString());
    ArrayNode out = accepted.put("status", "pending").putArray("memory_ids");
    ids.forEach(id -> out.add(id.toString()));
    reply(exchange, 202, accepted);
  }

  private List<UUID> record(JsonNode body) {
    List<UUID> ids = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      Episode episode =
          new Episode(
              UUID.randomUUID(),
              space(body),
              body.path("session_id").asText(),
              message,
              body.path("infer").asBoolean(true));
      episodes.add(episode);
      ids.add(episode.id());
    }
    return ids;
  }

  private static String space(JsonNode body) {
    return body.hasNonNull("user_id")
        ? "user:" + body.path("user_id").asText()
        : "team:" + body.path("team_id").asText();
  }

  private synchronized void context(HttpExchange exchange) throws IOException {
    JsonNode body = json.readTree(exchange.getRequestBody());
    if (!authenticated(exchange)) {
      return;
    }
    questions.add(body);
    if (down || recallDown) {
      reply(exchange, 503, json.createObjectNode().put("title", "Not available now"));
      return;
    }
    StringBuilder text = new StringBuilder();
    ObjectNode block = json.createObjectNode();
    ArrayNode parts = block.putArray("parts");
    if (!evidence.isEmpty()) {
      text.append("Remembered, most relevant first:");
      ObjectNode part = parts.addObject().put("kind", "evidence");
      ArrayNode results = part.putArray("evidence");
      for (ObjectNode e : evidence) {
        text.append(
            "\n- [%s] %s: %s"
                .formatted(
                    e.path("occurred_at").asText().substring(0, 10),
                    e.at("/sources/0/name").asText(),
                    e.path("text").asText()));
        results.add(e);
      }
      part.put("text", text.toString()).put("tokens", 10).putArray("memory_ids");
    }
    block.put("text", text.toString()).put("tokens", 10).put("degraded", false);
    block.putArray("degraded_reasons");
    reply(exchange, 200, block);
  }

  private boolean authenticated(HttpExchange exchange) throws IOException {
    try {
      String header = exchange.getRequestHeaders().getFirst("Authorization");
      callers.add(tokens.verify(header.substring("Bearer ".length())).caller());
      return true;
    } catch (InvalidTokenException e) {
      reply(exchange, 401, json.createObjectNode().put("title", "unauthorized"));
      return false;
    }
  }

  private void reply(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = json.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
