package dev.memary.router.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.kit.problem.Problem;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.routing.NoAnswerException;
import dev.memary.router.routing.NoAnswerException.Reason;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Errors in OpenAI's shape, so that any client of it understands them. */
final class LlmError {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private LlmError() {}

  static Response respond(
      int status, String type, String code, @Nullable String parameter, String message) {
    return respond(status, type, code, parameter, message, null);
  }

  private static Response respond(
      int status,
      String type,
      String code,
      @Nullable String parameter,
      String message,
      @Nullable Duration retryAfter) {
    Response.ResponseBuilder response =
        Response.status(status)
            .type(MediaType.APPLICATION_JSON_TYPE)
            .entity(new Envelope(new Body(message, type, parameter, code)));
    if (status == 503 || status == 429) {
      Duration wait = retryAfter == null ? RETRY_AFTER : retryAfter;
      response.header("Retry-After", Math.max(1, wait.plusMillis(999).toSeconds()));
    }
    return response.build();
  }

  /** The same problem in OpenAI's words. */
  static Envelope of(Problem problem) {
    @Nullable String parameter =
        problem.errors().isEmpty() ? null : problem.errors().getFirst().field();
    String code = problem.type().substring(problem.type().lastIndexOf(':') + 1).replace('-', '_');
    return new Envelope(new Body(problem.detail(), typeOf(problem.status()), parameter, code));
  }

  static Envelope tooLarge(long mostBytes) {
    String message =
        "The request is larger than the %d bytes that are accepted.".formatted(mostBytes);
    return new Envelope(new Body(message, typeOf(413), null, "request_too_large"));
  }

  private static String typeOf(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> status < 500 ? "invalid_request_error" : "server_error";
    };
  }

  static Response invalid(String parameter, String message) {
    return respond(400, "invalid_request_error", "invalid_value", parameter, message);
  }

  static Response noTarget() {
    return respond(
        503,
        "service_unavailable",
        "no_target",
        null,
        "No language model is configured. Set MEMARY_OLLAMA_NODES, MEMARY_LLM_URL or the key of a"
            + " cloud provider.");
  }

  static Response unknownModel() {
    return respond(
        404,
        "invalid_request_error",
        "model_not_found",
        "model",
        "There is no such model or alias; GET /v1/models lists what there is.");
  }

  /** What the client is told when nobody has answered. */
  static Response noAnswer(NoAnswerException e) {
    @Nullable Duration retry = e.retryAfter().orElse(null);
    Response response =
        switch (e.reason()) {
          case NO_TARGET ->
              respond(
                  503,
                  "service_unavailable",
                  "no_target",
                  null,
                  "No target may or can answer this now.",
                  retry);
          case REFUSED -> refused(e);
          case CONTEXT_EXCEEDED ->
              respond(
                  400,
                  "invalid_request_error",
                  "context_length_exceeded",
                  "messages",
                  "The prompt is longer than any model of the alias reads.");
          case QUEUE_FULL ->
              respond(
                  429,
                  "rate_limit_error",
                  "queue_full",
                  null,
                  "As many requests wait for a model as may.",
                  retry);
          case TOO_LATE ->
              respond(
                  503,
                  "service_unavailable",
                  "deadline_exceeded",
                  null,
                  "No model can answer before the deadline.",
                  retry);
          case ALL_FAILED -> failed(e, retry);
        };
    return Response.fromResponse(response)
        .header("X-Memary-Fallbacks", ChatResource.fallbacks(e.attempts()))
        .build();
  }

  /** What the client is told when its texts were not embedded. */
  static Response notEmbedded(NoAnswerException e) {
    return e.reason() == Reason.CONTEXT_EXCEEDED
        ? respond(
            400,
            "invalid_request_error",
            "context_length_exceeded",
            "input",
            "A text is longer than the model reads.")
        : noAnswer(e);
  }

  private static Response refused(NoAnswerException e) {
    if (e.last().orElse(null) instanceof ProviderFailure.Refused refused) {
      return respond(
          refused.status(),
          "invalid_request_error",
          refused.code(),
          refused.parameter(),
          refused.message());
    }
    return respond(400, "invalid_request_error", "refused", null, "The request was refused.");
  }

  private static Response failed(NoAnswerException e, @Nullable Duration retry) {
    return switch (e.last().orElse(null)) {
      case ProviderFailure.RateLimited limited ->
          respond(
              429,
              "rate_limit_error",
              "rate_limit_exceeded",
              null,
              "The provider limits how often it may be asked.",
              retry);
      case ProviderFailure.ModelMissing missing ->
          respond(
              503,
              "service_unavailable",
              "model_missing",
              "model",
              "No provider of the alias has its model.",
              retry);
      case null, default ->
          respond(
              503,
              "service_unavailable",
              "target_unreachable",
              null,
              "No language model has answered: "
                  + e.last().map(ProviderFailure::kind).orElse("unknown")
                  + ".",
              retry);
    };
  }

  /** The event that ends a stream which broke off. */
  static ObjectNode inStream(ObjectMapper json, Throwable e) {
    String kind = e instanceof ProviderException p ? p.failure().kind() : "internal_error";
    ObjectNode event = json.createObjectNode();
    event
        .putObject("error")
        .put("message", "The model's answer broke off; what was sent is not the whole.")
        .put("type", "server_error")
        .putNull("param")
        .put("code", kind);
    return event;
  }

  /** What is sent. */
  record Envelope(Body error) {}

  /** What is wrong; {@code param} is the field at fault. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Body(String message, String type, @Nullable String param, String code) {}
}
