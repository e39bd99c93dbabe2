package dev.memary.kit.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every error (RFC 9457).
 *
 * @param type a URN that names the kind of problem, stable for programs
 * @param title the kind of problem for people, the same for every occurrence
 * @param status the HTTP status
 * @param detail what is wrong this time and what was expected
 * @param errors the fields at fault
 * @param traceId finds the request in logs and traces
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    List<FieldError> errors,
    @Nullable String traceId) {

  /** The media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /**
   * One field at fault.
   *
   * @param field its path in the request, such as {@code messages[3].content}
   * @param expected what the field must be
   */
  public record FieldError(String field, String expected) {}
}
