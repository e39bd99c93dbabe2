package dev.memary.llmdouble;

import java.util.Map;
import java.util.Optional;

/** What Ollama answers instead of an answer. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private static final Map<Fault, Refusal> ON_DEMAND =
      Map.of(
          Fault.ERROR_400, new Refusal(400, "the input length exceeds the context length"),
          Fault.ERROR_500, new Refusal(500, "llama runner process has terminated: exit status 2"),
          Fault.ERROR_503, busy(),
          Fault.RATE_LIMIT, new Refusal(429, "you have reached your hourly usage limit"),
          Fault.QUOTA, new Refusal(429, "you have reached your weekly usage limit"),
          Fault.CONTENT_FILTER, new Refusal(400, "the prompt was refused"),
          Fault.OUT_OF_MEMORY, outOfMemory());

  private final int status;

  Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static Optional<Refusal> of(Fault fault, String model) {
    return fault == Fault.ERROR_404
        ? Optional.of(notFound(model))
        : Optional.ofNullable(ON_DEMAND.get(fault));
  }

  static Refusal bad(String message) {
    return new Refusal(400, message);
  }

  static Refusal notFound(String model) {
    return new Refusal(404, "model '" + model + "' not found");
  }

  static Refusal unable(String model, String capability) {
    return bad("\"" + model + "\" does not support " + capability);
  }

  static Refusal busy() {
    return new Refusal(503, "server busy, please try again.  maximum pending requests exceeded");
  }

  static Refusal outOfMemory() {
    return new Refusal(
        500, "llama runner process has terminated: cudaMalloc failed: out of memory");
  }

  int status() {
    return status;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
