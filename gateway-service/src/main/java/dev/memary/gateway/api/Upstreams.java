package dev.memary.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.identity.Services;
import dev.memary.kit.problem.Problem;
import dev.memary.kit.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;

/** The services behind the door. Bodies and streams pass through undecoded, with back-pressure. */
@ApplicationScoped
public class Upstreams {
  private static final Logger LOG = Logger.getLogger(Upstreams.class);

  private final Map<String, HttpProxy> proxies;
  private final ObjectMapper json;

  public Upstreams(Vertx vertx, UpstreamConfig config, ObjectMapper json) {
    this.json = json;
    this.proxies =
        Map.of(
            Services.AGENT, proxy(vertx, Services.AGENT, config.agent().url()),
            Services.MEMORY, proxy(vertx, Services.MEMORY, config.memory().url()),
            Services.ROUTER, proxy(vertx, Services.ROUTER, config.router().url()));
  }

  /** Sends the request on and its answer back. */
  void relay(String service, HttpServerRequest request) {
    HttpProxy proxy = proxies.get(service);
    if (proxy == null) {
      throw new IllegalArgumentException("No such service: " + service);
    }
    proxy.handle(request);
  }

  private HttpProxy proxy(Vertx vertx, String service, URI address) {
    var options =
        new HttpClientOptions()
            .setMaxPoolSize(256)
            .setConnectTimeout(2_000)
            .setKeepAliveTimeout(30)
            .setIdleTimeout(0);
    return HttpProxy.reverseProxy(vertx.createHttpClient(options))
        .origin(address.getPort(), address.getHost())
        .addInterceptor(
            new ProxyInterceptor() {
              @Override
              public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
                return context
                    .sendRequest()
                    .recover(failure -> Future.succeededFuture(unavailable(context, service)));
              }
            });
  }

  private ProxyResponse unavailable(ProxyContext context, String service) {
    LOG.warnf("%s cannot be reached; is it up? Its address is memary.*.url", service);
    Problem problem =
        ProblemException.unavailable(
                "A part of the platform cannot be reached. Try again soon.", Duration.ofSeconds(2))
            .toProblem(null);
    try {
      return context
          .request()
          .release()
          .response()
          .setStatusCode(problem.status())
          .putHeader("Retry-After", "2")
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .setBody(Body.body(Buffer.buffer(json.writeValueAsBytes(problem))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A problem cannot be written as JSON", e);
    }
  }
}
