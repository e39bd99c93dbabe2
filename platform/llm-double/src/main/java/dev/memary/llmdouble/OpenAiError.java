package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** An error in the shape of OpenAI. */
record OpenAiError(int status, String message, String type, String code) {
  static final OpenAiError NO_JSON =
      new OpenAiError(400, "The body is not JSON.", "invalid_request_error", "invalid_json");
  static final OpenAiError BROKEN =
      new OpenAiError(500, "Asked to break.", "server_error", "broken");

  private static final Map<Fault, OpenAiError> REFUSALS =
      Map.of(
          Fault.ERROR_400,
          new OpenAiError(
              400,
              "The prompt is longer than this model reads.",
              "invalid_request_error",
              "context_length_exceeded"),
          Fault.ERROR_404,
          new OpenAiError(
              404, "The model does not exist.", "invalid_request_error", "model_not_found"),
          Fault.ERROR_500,
          new OpenAiError(500, "Asked to fail.", "server_error", "internal_error"),
          Fault.ERROR_503,
          new OpenAiError(503, "Asked to be away.", "server_error", "unavailable"),
          Fault.RATE_LIMIT,
          new OpenAiError(
              429, "Rate limit reached for requests.", "requests", "rate_limit_exceeded"),
          Fault.QUOTA,
          new OpenAiError(
              429,
              "You exceeded your current quota, please check your plan and billing details.",
              "insufficient_quota",
              "insufficient_quota"),
          Fault.CONTENT_FILTER,
          new OpenAiError(
              400,
              "The prompt was refused by the content filter.",
              "invalid_request_error",
              "content_filter"),
          Fault.OUT_OF_MEMORY,
          new OpenAiError(500, "Out of memory.", "server_error", "out_of_memory"));

  static Optional<OpenAiError> of(Fault fault) {
    return Optional.ofNullable(REFUSALS.get(fault));
  }

  ObjectNode body() {
    ObjectNode body = Call.JSON.createObjectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .putNull("param")
        .put("code", code);
    return body;
  }

  void sendTo(Call call) throws IOException {
    if (status == 503 || code.equals("rate_limit_exceeded")) {
      call.header("Retry-After", "1");
    }
    if (code.equals("rate_limit_exceeded")) {
      call.header("x-ratelimit-limit-requests", "60");
      call.header("x-ratelimit-remaining-requests", "0");
      call.header("x-ratelimit-reset-requests", "1s");
    }
    call.reply(status, body());
  }
}
