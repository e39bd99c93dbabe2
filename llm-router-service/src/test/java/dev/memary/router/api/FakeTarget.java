package dev.memary.router.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.memary.router.chat.ChatTargetConfig;
import io.quarkus.test.Mock;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** An OpenAI-compatible server that answers what a test wants it to. */
@Mock
@Singleton
class FakeTarget implements ChatTargetConfig {
  private final HttpServer server;
  private final AtomicReference<Optional<URI>> url = new AtomicReference<>(Optional.empty());
  private volatile Reply reply = new Reply(200, "application/json", List.of("{}"));
  private volatile String asked = "";
  private volatile String credential = "";

  /** What it answers, in pieces. */
  record Reply(int status, String contentType, List<String> pieces) {}

  FakeTarget() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  void isNotConfigured() {
    url.set(Optional.empty());
  }

  /** Nobody listens on port 1. */
  void isDown() {
    url.set(Optional.of(URI.create("http://127.0.0.1:1/v1")));
  }

  void answers(Reply wanted) {
    reply = wanted;
    url.set(Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1")));
  }

  String asked() {
    return asked;
  }

  String credential() {
    return credential;
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    credential = exchange.getRequestHeaders().getFirst("Authorization");
    exchange.getResponseHeaders().set("Content-Type", reply.contentType());
    exchange.sendResponseHeaders(reply.status(), 0);
    for (String piece : reply.pieces()) {
      exchange.getResponseBody().write(piece.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    }
    exchange.close();
  }

  @PreDestroy
  void stop() {
    server.stop(0);
  }

  @Override
  public Optional<URI> url() {
    return url.get();
  }

  @Override
  public Optional<String> apiKey() {
    return Optional.of("upstream-key");
  }

  @Override
  public String model() {
    return "llama-of-the-test";
  }

  @Override
  public Duration connectTimeout() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Duration responseTimeout() {
    return Duration.ofSeconds(20);
  }
}
