package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A plain client of a double. */
final class Asking implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  Asking(String url) {
    this.url = url;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return http.send(request(path, body), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> posting(String path, String body) {
    return http.sendAsync(request(path, body), BodyHandlers.ofString());
  }

  HttpResponse<InputStream> open(String path, String body)
      throws IOException, InterruptedException {
    return http.send(request(path, body), BodyHandlers.ofInputStream());
  }

  JsonNode answer(String path, String body) throws IOException, InterruptedException {
    return json.readTree(post(path, body).body());
  }

  JsonNode read(String line) throws IOException {
    return json.readTree(line);
  }

  /** The data of server-sent events. */
  List<String> events(String path, String body) throws IOException, InterruptedException {
    return post(path, body)
        .body()
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> line.substring("data: ".length()))
        .toList();
  }

  /** The records of a stream of lines. */
  List<JsonNode> lines(String path, String body) throws IOException, InterruptedException {
    List<JsonNode> records = new ArrayList<>();
    for (String line : post(path, body).body().lines().toList()) {
      records.add(json.readTree(line));
    }
    return records;
  }

  private HttpRequest request(String path, String body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
