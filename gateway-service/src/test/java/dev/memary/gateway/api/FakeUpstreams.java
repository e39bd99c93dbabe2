package dev.memary.gateway.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.Mock;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** memory-service and llm-router-service as one server that tells what reached it; no agent. */
@Mock
@Singleton
class FakeUpstreams implements UpstreamConfig {
  private final HttpServer server;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Semaphore nextPiece = new Semaphore(0);

  /** A request as it arrived. */
  record Seen(String method, String uri, Map<String, List<String>> headers, String body) {
    List<String> header(String name) {
      return headers.getOrDefault(name, List.of());
    }
  }

  FakeUpstreams() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /** What arrived with this marker in its URI or body. */
  List<Seen> seen(String marker) {
    return seen.stream()
        .filter(s -> s.uri().contains(marker) || s.body().contains(marker))
        .toList();
  }

  int count() {
    return seen.size();
  }

  /** Lets a streamed answer go on by one piece. */
  void nextPiece() {
    nextPiece.release();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    seen.add(
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            Map.copyOf(exchange.getRequestHeaders()),
            body));
    exchange.getResponseHeaders().set("X-Upstream", "yes");
    if (body.contains("stream-please")) {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      for (int i = 1; i <= 3; i++) {
        exchange
            .getResponseBody()
            .write(("data: %d\n\n".formatted(i)).getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        nextPiece.acquireUninterruptibly();
      }
    } else {
      if (body.contains("counted-please")) {
        exchange.getResponseHeaders().set("RateLimit-Limit", "7");
      }
      byte[] answer = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(
          body.contains("refuse-please") ? 422 : 200, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
    exchange.close();
  }

  @PreDestroy
  void stop() {
    server.stop(0);
  }

  private Address live() {
    return () -> URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public Address agent() {
    return () -> URI.create("http://127.0.0.1:1");
  }

  @Override
  public Address memory() {
    return live();
  }

  @Override
  public Address router() {
    return live();
  }
}
