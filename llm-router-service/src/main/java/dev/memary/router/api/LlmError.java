package dev.memary.router.api;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errors in OpenAI's shape, so that any client of it understands them. */
final class LlmError {
  private LlmError() {}

  static Response respond(
      int status, String type, String code, @Nullable String parameter, String message) {
    Response.ResponseBuilder response =
        Response.status(status)
            .type(MediaType.APPLICATION_JSON_TYPE)
            .entity(Map.of("error", new Body(message, type, parameter, code)));
    if (status == 503) {
      response.header("Retry-After", 5);
    }
    return response.build();
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
        "No language model is configured. Set MEMARY_LLM_URL and MEMARY_LLM_MODEL.");
  }

  /** Body of an error. */
  record Body(String message, String type, @Nullable String param, String code) {}
}
