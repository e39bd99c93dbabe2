package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One HTTP request and its answer. */
record Call(HttpExchange http) {
  static final ObjectMapper JSON = new ObjectMapper();

  String method() {
    return http.getRequestMethod();
  }

  String path() {
    return http.getRequestURI().getPath();
  }

  @Nullable String fault() {
    return http.getRequestHeaders().getFirst(Fault.HEADER);
  }

  byte[] body() throws IOException {
    return http.getRequestBody().readAllBytes();
  }

  void header(String name, String value) {
    http.getResponseHeaders().add(name, value);
  }

  void reply(int status, JsonNode body) throws IOException {
    reply(status, "application/json; charset=utf-8", JSON.writeValueAsBytes(body));
  }

  void reply(int status, String text) throws IOException {
    reply(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  OutputStream stream(String contentType) throws IOException {
    header("Content-Type", contentType);
    http.sendResponseHeaders(200, 0);
    return http.getResponseBody();
  }

  private void reply(int status, String contentType, byte[] body) throws IOException {
    header("Content-Type", contentType);
    boolean head = method().equals("HEAD");
    http.sendResponseHeaders(status, head ? -1 : body.length);
    try (http) {
      if (!head) {
        http.getResponseBody().write(body);
      }
    }
  }
}
