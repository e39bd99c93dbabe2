package dev.memary.router.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.CutShort;
import dev.memary.router.chat.ProviderFailure.Unreachable;
import io.netty.channel.ConnectTimeoutException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientRequest;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Requests to model servers, without blocking. Whoever cancels takes the request along, so that the
 * server stops its work.
 */
@ApplicationScoped
class ProviderHttp {
  /** The pool of the router bounds what a node does; this only bounds mistakes. */
  private static final int MOST_CONNECTIONS = 2048;

  private static final int LONGEST_ERROR = 64 << 10;

  private final HttpClient client;

  ProviderHttp(
      Vertx vertx,
      @ConfigProperty(name = "memary.routing.limits.connect", defaultValue = "PT2S")
          Duration connect) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) connect.toMillis())
                .setKeepAliveTimeout(30),
            new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS).setMaxWaitQueueSize(0));
  }

  /** An answer whose head is there. Its body is to be asked for at once, or it is gone. */
  record Answer(HttpClientRequest request, HttpClientResponse response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      String value = response.getHeader(name);
      return value == null ? "" : value;
    }

    /**
     * The body line by line; fails when the connection ends before the body does. Lines may be
     * asked for on any thread: a request that waited for its slot is not on that of its connection.
     */
    Multi<Buffer> lines() {
      response.pause(); // until somebody asks for a line
      LineSplitter splitter = new LineSplitter();
      return response
          .toMulti()
          .onItem()
          .transformToIterable(splitter::lines)
          .onCompletion()
          .continueWith(splitter::rest)
          .onFailure()
          .transform(ProviderHttp::readFailure)
          .onCancellation()
          .invoke(request::reset);
    }

    Uni<Buffer> whole() {
      return response
          .body()
          .onFailure()
          .transform(ProviderHttp::readFailure)
          .onCancellation()
          .invoke(request::reset);
    }

    /** The names in a list of models, as {@code /api/tags} and {@code /api/ps} have it. */
    Uni<Set<String>> modelNames(ObjectMapper json) {
      return whole()
          .map(body -> {
            Set<String> names = new HashSet<>();
            for (JsonNode model : read(json, body).path("models")) {
              names.addAll(spellings(model.path("name").asText()));
            }
            return names;
          });
    }

    /** A model without a tag is Ollama's {@code latest}. */
    private static Set<String> spellings(String name) {
      return new HashSet<>(List.of(name, name.replaceAll(":latest$", "")));
    }

    /** The body of an error, as far as it is read. */
    Uni<String> error() {
      return whole()
          .map(body -> body.getString(0, Math.min(LONGEST_ERROR, body.length())))
          .onFailure()
          .recoverWithItem("");
    }
  }

  /** The document, or the failure of one that ends before its end. */
  static JsonNode read(ObjectMapper json, Buffer body) {
    try {
      return json.readTree(body.getBytes());
    } catch (IOException e) {
      throw new ProviderException(new CutShort());
    }
  }

  static byte[] bytes(ObjectMapper json, ObjectNode body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A request that was read cannot be written", e);
    }
  }

  Uni<Answer> post(URI uri, Map<String, String> headers, byte[] body) {
    return call(HttpMethod.POST, uri, headers, body);
  }

  Uni<Answer> get(URI uri) {
    return call(HttpMethod.GET, uri, Map.of(), new byte[0]);
  }

  private Uni<Answer> call(HttpMethod method, URI uri, Map<String, String> headers, byte[] body) {
    return client
        .request(new RequestOptions().setMethod(method).setAbsoluteURI(uri.toString()))
        .onItem()
        .transformToUni(request -> send(request, headers, body))
        .onFailure()
        .transform(ProviderHttp::connectFailure);
  }

  private static Uni<Answer> send(
      HttpClientRequest request, Map<String, String> headers, byte[] body) {
    headers.forEach(request::putHeader);
    request.putHeader("Content-Type", "application/json");
    return request
        .send(Buffer.buffer(body))
        .onCancellation()
        .invoke(request::reset)
        .map(response -> new Answer(request, response));
  }

  private static Throwable connectFailure(Throwable e) {
    if (e instanceof ProviderException) {
      return e;
    }
    boolean unreachable =
        e instanceof ConnectException
            || e instanceof UnknownHostException
            || e instanceof ConnectTimeoutException;
    return new ProviderException(unreachable ? new Unreachable() : new Broken(0));
  }

  private static Throwable readFailure(Throwable e) {
    if (e instanceof ProviderException) {
      return e;
    }
    boolean cut = e instanceof HttpClosedException || e instanceof IOException;
    return new ProviderException(cut ? new CutShort() : new Broken(0));
  }
}
