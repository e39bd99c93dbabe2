package dev.memary.router.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.problem.Problem;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Errors of OpenAI's operations in the shape that its clients understand, whoever found them. */
public class OpenAiShape {
  private static final Pattern OPERATIONS =
      Pattern.compile("/v1/(chat/completions|embeddings|models)(/.*)?");

  /** Before the server's own look at the length, which answers without a body. */
  private static final int FIRST = Integer.MAX_VALUE - 1;

  private final ObjectMapper json;
  private final long mostBytes;

  OpenAiShape(
      ObjectMapper json,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
    this.json = json;
    this.mostBytes = most.asLongValue();
  }

  @ServerResponseFilter
  public void reshape(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof Problem problem
        && OPERATIONS.matcher(request.getUriInfo().getPath()).matches()) {
      response.setEntity(LlmError.of(problem), null, MediaType.APPLICATION_JSON_TYPE);
    }
  }

  void watchLengths(@Observes Filters filters) {
    filters.register(this::refuseIfTooLong, FIRST);
  }

  private void refuseIfTooLong(RoutingContext context) {
    String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null
        || Long.parseLong(length) <= mostBytes
        || !OPERATIONS.matcher(context.request().path()).matches()) {
      context.next();
      return;
    }
    context.request().resume(); // a client that still sends would not read the answer
    context
        .response()
        .setStatusCode(413)
        .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
        .end(tooLarge());
  }

  private String tooLarge() {
    try {
      return json.writeValueAsString(LlmError.tooLarge(mostBytes));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An error cannot be written", e);
    }
  }
}
