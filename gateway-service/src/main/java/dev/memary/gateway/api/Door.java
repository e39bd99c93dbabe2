package dev.memary.gateway.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.memary.gateway.api.Routes.Route;
import dev.memary.gateway.keys.ApiKey;
import dev.memary.gateway.keys.ApiKeys;
import dev.memary.gateway.limits.Quota;
import dev.memary.gateway.limits.RequestLimit;
import dev.memary.gateway.limits.Verdict;
import dev.memary.kit.identity.Caller;
import dev.memary.kit.identity.ServiceTokens;
import dev.memary.kit.identity.Services;
import dev.memary.kit.observability.LogContext;
import dev.memary.kit.problem.Problem;
import dev.memary.kit.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The public door: turns an API key into a short-lived token for the one service that answers, and
 * relays. Whatever {@code Authorization} header came in never goes further.
 */
@ApplicationScoped
public class Door {
  private static final Logger LOG = Logger.getLogger(Door.class);
  private static final String BEARER = "Bearer ";

  private final ApiKeys keys;
  private final ServiceTokens tokens;
  private final Upstreams upstreams;
  private final Audit audit;
  private final RequestLimit limit;
  private final ObjectMapper json;
  private final MeterRegistry metrics;

  /**
   * Spares the database a look-up per request; a key revoked through another replica works on for
   * this long at most.
   */
  private final Cache<String, ApiKey> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(5)).build();

  public Door(
      ApiKeys keys,
      ServiceTokens tokens,
      Upstreams upstreams,
      Audit audit,
      RequestLimit limit,
      ObjectMapper json,
      MeterRegistry metrics) {
    this.keys = keys;
    this.tokens = tokens;
    this.upstreams = upstreams;
    this.audit = audit;
    this.limit = limit;
    this.json = json;
    this.metrics = metrics;
  }

  /** The key was revoked here: it opens nothing from now on. */
  void forget(UUID keyId) {
    known.asMap().values().removeIf(key -> key.id().equals(keyId));
  }

  void open(@Observes Router router) {
    router.get("/health").handler(ctx -> ctx.response().end("{\"status\":\"up\"}"));
    router.route().handler(this::handle);
  }

  private void handle(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    Optional<Route> route = Routes.find(request.method().name(), request.path());
    if (route.isEmpty()) {
      refuseUnknown(ctx);
      return;
    }
    String secret = secretOf(request);
    if (secret == null) {
      refuse(
          ctx, ProblemException.unauthorized("Send an API key as 'Authorization: Bearer mk_…'."));
      return;
    }
    request.pause();
    authenticate(ctx, secret)
        .onSuccess(key -> enter(ctx, route.get(), key))
        .onFailure(failure -> refuse(ctx, failure));
  }

  private void enter(RoutingContext ctx, Route route, Optional<ApiKey> key) {
    if (key.isEmpty()) {
      refuse(ctx, ProblemException.unauthorized("The API key is unknown, expired or revoked."));
      return;
    }
    Caller caller = key.get().caller();
    audit.begin(ctx, route, caller, traceId());
    Future.fromCompletionStage(
            limit.take(caller.tenantId(), caller.subject()), ctx.vertx().getOrCreateContext())
        .onSuccess(verdict -> {
          switch (verdict) {
            case Verdict.Granted(Quota quota) -> {
              ctx.addHeadersEndHandler(_ -> tell(ctx, quota));
              admit(ctx, route, caller);
            }
            case Verdict.Uncounted() -> admit(ctx, route, caller);
            case Verdict.Refused(Quota quota, Duration retryAfter) -> {
              tell(ctx, quota);
              refuse(
                  ctx,
                  ProblemException.tooManyRequests(
                      "The API key sends more requests than it may.", wholeSeconds(retryAfter)));
            }
          }
        })
        .onFailure(failure -> refuse(ctx, failure));
  }

  /** What is left to the key, unless the service that answered counts something of its own. */
  private static void tell(RoutingContext ctx, Quota quota) {
    var headers = ctx.response().headers();
    if (!headers.contains("RateLimit-Limit")) {
      headers
          .set("RateLimit-Limit", "" + quota.limit())
          .set("RateLimit-Remaining", "" + quota.remaining())
          .set("RateLimit-Reset", "" + wholeSeconds(quota.reset()).toSeconds());
    }
  }

  /** Rounded up: who waits for that long has waited long enough. */
  private static Duration wholeSeconds(Duration wait) {
    return Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
  }

  private void admit(RoutingContext ctx, Route route, Caller caller) {
    if (!caller.permissions().contains(route.permission())) {
      refuse(
          ctx,
          ProblemException.forbidden(
              "The API key lacks the permission '" + route.permission().wireName() + "'."));
      return;
    }
    LogContext.tenant(caller.tenantId());
    metrics.counter("memary_gateway_requests_total", "service", route.service()).increment();
    ctx.request()
        .headers()
        .set(HttpHeaders.AUTHORIZATION, tokens.bearer(route.service(), caller))
        .remove(HttpHeaders.COOKIE);
    ctx.request().resume();
    if (route.service().equals(Services.GATEWAY)) {
      ctx.next();
    } else {
      upstreams.relay(route.service(), ctx.request());
    }
  }

  private Future<Optional<ApiKey>> authenticate(RoutingContext ctx, String secret) {
    ApiKey cached = known.getIfPresent(secret);
    if (cached != null) {
      return Future.succeededFuture(Optional.of(cached).filter(k -> k.isValidAt(Instant.now())));
    }
    return ctx.vertx()
        .executeBlocking(
            () -> {
              Optional<ApiKey> key = keys.authenticate(secret);
              key.ifPresent(k -> known.put(secret, k));
              return key;
            },
            false);
  }

  private static @Nullable String secretOf(HttpServerRequest request) {
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.startsWith(BEARER)) {
      return null;
    }
    String credential = header.substring(BEARER.length()).strip();
    return credential.startsWith(ApiKeys.PREFIX) && credential.length() <= 200 ? credential : null;
  }

  private void refuseUnknown(RoutingContext ctx) {
    Set<String> methods = Routes.methods(ctx.request().path());
    if (methods.isEmpty()) {
      refuse(ctx, ProblemException.notFound("There is no such resource."));
      return;
    }
    ctx.response().putHeader("Allow", String.join(", ", methods));
    write(
        ctx,
        new Problem(
            "urn:memary:problem:http-405",
            "Method not allowed",
            405,
            "This resource knows " + String.join(", ", methods) + ".",
            List.of(),
            traceId()));
  }

  private void refuse(RoutingContext ctx, Throwable failure) {
    if (failure instanceof ProblemException problem) {
      problem
          .retryAfter()
          .ifPresent(wait -> ctx.response().putHeader("Retry-After", "" + wait.toSeconds()));
      write(ctx, problem.toProblem(traceId()));
      return;
    }
    LOG.error("An API key cannot be checked; is PostgreSQL up? Check memary.db.url", failure);
    refuse(
        ctx,
        ProblemException.unavailable("Credentials cannot be checked now.", Duration.ofSeconds(2)));
  }

  private void write(RoutingContext ctx, Problem problem) {
    ctx.request().resume();
    try {
      ctx.response()
          .setStatusCode(problem.status())
          .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
          .end(json.writeValueAsString(problem));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A problem cannot be written as JSON", e);
    }
  }

  private static @Nullable String traceId() {
    var span = Span.current().getSpanContext();
    return span.isValid() ? span.getTraceId() : null;
  }
}
