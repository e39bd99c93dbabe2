package dev.memary.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.problem.Problem;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where a service takes files, {@code quarkus.http.limits.max-body-size} is meant for them, and
 * everything else is held to this limit.
 */
@Singleton
public class BodyLimit {
  private final Optional<Pattern> files;
  private final long limit;
  private final ObjectMapper json;

  /**
   * A limit.
   *
   * @param files the paths that take files, if there are any
   * @param limit the most that all others take
   */
  public BodyLimit(
      @ConfigProperty(name = "memary.http.files") Optional<String> files,
      @ConfigProperty(name = "memary.http.max-body", defaultValue = "10M") MemorySize limit,
      ObjectMapper json) {
    this.files = files.map(Pattern::compile);
    this.limit = limit.asLongValue();
    this.json = json;
  }

  void register(@Observes Filters filters) {
    if (files.isPresent()) {
      filters.register(this::check, 1);
    }
  }

  private void check(RoutingContext ctx) {
    if (files.orElseThrow().matcher(ctx.request().path()).matches()) {
      ctx.next();
      return;
    }
    String length = ctx.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      ctx.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit);
    }
    if (length == null || Long.parseLong(length) <= limit) {
      ctx.next();
    } else {
      refuse(ctx);
    }
  }

  /** What is still to come is not read. */
  private void refuse(RoutingContext ctx) {
    var connection = ctx.request().connection();
    ctx.response()
        .setStatusCode(413)
        .putHeader(HttpHeaders.CONNECTION, "close")
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .endHandler(_ -> connection.close())
        .end(problem());
  }

  private String problem() {
    try {
      return json.writeValueAsString(
          new Problem(
              "urn:memary:problem:http-413",
              "Request Entity Too Large",
              413,
              "The request is larger than this endpoint accepts.",
              List.of(),
              null));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A problem cannot be written as JSON", e);
    }
  }
}
