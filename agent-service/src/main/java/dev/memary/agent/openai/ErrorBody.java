package dev.memary.agent.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.memary.kit.problem.Problem;
import org.jspecify.annotations.Nullable;

/** An error as OpenAI's clients understand it. */
public record ErrorBody(Detail error) {

  /**
   * What is wrong.
   *
   * @param param the field at fault
   * @param code the kind of problem, stable for programs
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Detail(
      String message, String type, @Nullable String param, @Nullable String code) {}

  /** The same problem in OpenAI's words. */
  public static ErrorBody of(Problem problem) {
    String param = problem.errors().isEmpty() ? null : problem.errors().getFirst().field();
    String code = problem.type().substring(problem.type().lastIndexOf(':') + 1).replace('-', '_');
    return new ErrorBody(new Detail(message(problem), typeOf(problem.status()), param, code));
  }

  /** A stream that broke off. */
  public static ErrorBody interrupted() {
    return new ErrorBody(
        new Detail(
            "The model stopped in the middle of its answer; nothing of it was remembered.",
            "server_error",
            null,
            "stream_interrupted"));
  }

  private static String message(Problem problem) {
    return problem.status() < 500 || problem.traceId() == null
        ? problem.detail()
        : problem.detail() + " (trace id " + problem.traceId() + ")";
  }

  private static String typeOf(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> status < 500 ? "invalid_request_error" : "server_error";
    };
  }
}
