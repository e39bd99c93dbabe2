package dev.memary.kit.problem;

import dev.memary.kit.problem.Problem.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure whose HTTP form is known. Its message is shown to the caller: no internals, no user
 * text.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String kind;
  private final String title;
  private final transient List<FieldError> errors;
  private final @Nullable Duration retryAfter;

  private ProblemException(
      int status,
      String kind,
      String title,
      String detail,
      List<FieldError> errors,
      @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.status = status;
    this.kind = kind;
    this.title = title;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }

  /** 400: one field is wrong. */
  public static ProblemException invalidField(String field, String expected) {
    return invalidFields(List.of(new FieldError(field, expected)));
  }

  /** 400: these fields are wrong. */
  public static ProblemException invalidFields(List<FieldError> errors) {
    FieldError first = errors.getFirst();
    return new ProblemException(
        400,
        "invalid-request",
        "The request is not valid",
        first.field() + ": " + first.expected(),
        List.copyOf(errors),
        null);
  }

  /** 401: no credential, or one that is not valid. */
  public static ProblemException unauthorized(String detail) {
    return new ProblemException(
        401, "unauthorized", "A valid credential is needed", detail, List.of(), null);
  }

  /** 403: the credential does not grant this. */
  public static ProblemException forbidden(String detail) {
    return new ProblemException(
        403, "forbidden", "The credential does not grant this", detail, List.of(), null);
  }

  /** 404: nothing here, or nothing that the caller may know of. */
  public static ProblemException notFound(String detail) {
    return new ProblemException(404, "not-found", "Not found", detail, List.of(), null);
  }

  /** 409: the request contradicts what is already there. */
  public static ProblemException conflict(String detail) {
    return new ProblemException(
        409, "conflict", "The request contradicts an earlier one", detail, List.of(), null);
  }

  /** 429: more than is granted in this time; a caller that waits so long is let in. */
  public static ProblemException tooManyRequests(String detail, Duration retryAfter) {
    return new ProblemException(
        429, "too-many-requests", "Too much at once", detail, List.of(), retryAfter);
  }

  /** 503: something this answer needs cannot be reached now. */
  public static ProblemException unavailable(String detail, Duration retryAfter) {
    return new ProblemException(
        503, "unavailable", "Not available now", detail, List.of(), retryAfter);
  }

  public int status() {
    return status;
  }

  /** When trying again is worth it, if that is known. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The body for the caller. */
  public Problem toProblem(@Nullable String traceId) {
    return new Problem(
        "urn:memary:problem:" + kind,
        title,
        status,
        getMessage() == null ? title : getMessage(),
        errors,
        traceId);
  }
}
