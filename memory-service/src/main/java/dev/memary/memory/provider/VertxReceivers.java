package dev.memary.memory.provider;

import dev.memary.memory.webhooks.Receivers;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP by Vert.x, which connects to the address that it is given while TLS and the Host header go
 * by the name.
 */
@ApplicationScoped
public class VertxReceivers implements Receivers {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final HttpClient http;
  private final long timeoutMillis;

  public VertxReceivers(Vertx vertx, WebhookConfig config) {
    this.timeoutMillis = config.timeout().toMillis();
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout((int) timeoutMillis)
                .setVerifyHost(true)
                .setMaxPoolSize(config.atOnce()));
  }

  @Override
  public int post(URI url, InetAddress address, Map<String, String> headers, String body)
      throws UnreachableException {
    boolean secure = "https".equalsIgnoreCase(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : secure ? HTTPS : HTTP;
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
            .setHost(url.getHost())
            .setPort(port)
            .setSsl(secure)
            .setURI(uriOf(url))
            .setFollowRedirects(false)
            .setTimeout(timeoutMillis)
            .putHeader("Content-Type", "application/json")
            .putHeader("User-Agent", "Memary-Webhooks/1");
    headers.forEach(options::putHeader);
    try {
      return http.request(options)
          .compose(request -> request.send(body).map(answer -> statusOf(request, answer)))
          .toCompletionStage()
          .toCompletableFuture()
          .get(3 * timeoutMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new UnreachableException(wordFor(e.getCause()));
    } catch (TimeoutException e) {
      throw new UnreachableException("timeout");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted");
    }
  }

  /** The body is of no interest, however long it is. */
  private static int statusOf(HttpClientRequest request, HttpClientResponse answer) {
    int status = answer.statusCode();
    request.connection().close();
    return status;
  }

  private static String uriOf(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** Never the message: it may hold what was sent. */
  private static String wordFor(@Nullable Throwable failure) {
    return switch (failure) {
      case TimeoutException _ -> "timeout";
      case ConnectException _ -> "connection refused";
      case SSLException _ -> "tls failed";
      case null, default -> "connection failed";
    };
  }
}
