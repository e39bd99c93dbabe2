package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server: {@code GET /v1/models} and {@code POST /v1/chat/completions}, unary and streaming.
 * Tests start it in their own process; {@link #main} starts it as one of its own.
 */
public final class LlmDouble implements AutoCloseable {
  /** The model that a request names nothing for. */
  public static final String MODEL = "memary-double";

  private static final int DEFAULT_PORT = 11_500;

  private final ObjectMapper json = new ObjectMapper();
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  private LlmDouble(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/v1/models", this::models);
    server.createContext("/v1/chat/completions", this::chat);
    server.start();
  }

  /** Starts on the port; 0 takes any that is free. */
  public static LlmDouble start(int port) {
    try {
      return new LlmDouble(port);
    } catch (IOException e) {
      throw new UncheckedIOException("The port " + port + " cannot be opened", e);
    }
  }

  /** Runs until the process is ended. {@code --port N} chooses where. */
  public static void main(String[] arguments) {
    LlmDouble running = start(portOf(arguments));
    System.out.println("llm-double answers at " + running.url() + "/v1");
  }

  /** Where it answers: {@code http://127.0.0.1:port}, without {@code /v1}. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The bodies of the chat requests, oldest first. */
  public List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  /** How many streams were left by their client before their end. */
  public int abandoned() {
    return abandoned.get();
  }

  /** Forgets the requests so far. */
  public void reset() {
    requests.clear();
    abandoned.set(0);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static int portOf(String[] arguments) {
    if (arguments.length == 0) {
      return DEFAULT_PORT;
    }
    if (arguments.length != 2 || !arguments[0].equals("--port")) {
      throw new IllegalArgumentException("Usage: llm-double [--port N]");
    }
    return Integer.parseInt(arguments[1]);
  }

  private void models(HttpExchange exchange) throws IOException {
    ObjectNode list = json.createObjectNode().put("object", "list");
    list.putArray("data")
        .addObject()
        .put("id", MODEL)
        .put("object", "model")
        .put("created", Reply.CREATED)
        .put("owned_by", "memary");
    reply(exchange, 200, list);
  }

  private void chat(HttpExchange exchange) throws IOException {
    JsonNode body;
    try {
      body = json.readTree(exchange.getRequestBody());
    } catch (IOException e) {
      error(exchange, 400, "The body is not JSON.", "invalid_request_error", "invalid_json");
      return;
    }
    requests.add(body);
    String model = body.path("model").asText(MODEL);
    Fault fault = Fault.of(exchange.getRequestHeaders().getFirst(Fault.HEADER), model);
    switch (fault) {
      case ERROR_400 ->
          error(
              exchange,
              400,
              "The prompt is longer than this model reads.",
              "invalid_request_error",
              "context_length_exceeded");
      case ERROR_500 -> error(exchange, 500, "Asked to fail.", "server_error", "internal_error");
      case ERROR_503 -> {
        exchange.getResponseHeaders().add("Retry-After", "1");
        error(exchange, 503, "Asked to be away.", "server_error", "unavailable");
      }
      case NONE, CUT_EARLY, CUT_STREAM, ERROR_IN_STREAM, STALL, SLOW, TOOL_CALL ->
          answer(exchange, new Reply(json, body, model, fault));
    }
  }

  private void answer(HttpExchange exchange, Reply reply) throws IOException {
    if (!reply.streamed()) {
      reply(exchange, 200, reply.completion());
      return;
    }
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (exchange) {
      reply.stream(exchange.getResponseBody());
    } catch (IOException e) {
      abandoned.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void error(HttpExchange exchange, int status, String message, String type, String code)
      throws IOException {
    ObjectNode body = json.createObjectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .putNull("param")
        .put("code", code);
    reply(exchange, status, body);
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
