package dev.memary.kit.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import dev.memary.kit.problem.Problem.FieldError;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * Every failure of a REST endpoint becomes {@code application/problem+json} here and nowhere else.
 */
public class ProblemMappers {
  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  @ServerExceptionMapper
  public Response known(ProblemException failure) {
    Response.ResponseBuilder response = respond(failure.toProblem(traceId()));
    failure.retryAfter().ifPresent(wait -> response.header("Retry-After", wait.toSeconds()));
    return response.build();
  }

  @ServerExceptionMapper
  public Response invalid(ConstraintViolationException failure) {
    List<FieldError> errors =
        failure.getConstraintViolations().stream()
            .map(v -> new FieldError(fieldOf(v), v.getMessage()))
            .sorted(Comparator.comparing(FieldError::field))
            .toList();
    return known(ProblemException.invalidFields(errors));
  }

  @ServerExceptionMapper({MismatchedInputException.class, ValueInstantiationException.class})
  public Response wrongType(JsonMappingException failure) {
    return known(ProblemException.invalidFields(List.of(WrongFields.of(failure))));
  }

  @ServerExceptionMapper
  public Response notJson(JsonProcessingException failure) {
    var at = failure.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return known(ProblemException.invalidField("body", "must be valid JSON" + where));
  }

  @ServerExceptionMapper
  public Response http(WebApplicationException failure) {
    if (failure.getCause() instanceof JsonMappingException json) {
      return wrongType(json);
    }
    if (failure.getCause() instanceof JsonProcessingException json) {
      return notJson(json);
    }
    Response original = failure.getResponse();
    if (original.hasEntity()) {
      return original;
    }
    Response.StatusType status = original.getStatusInfo();
    if (status.getStatusCode() >= 500) {
      return unexpected(failure);
    }
    return respond(
            new Problem(
                "urn:memary:problem:http-" + status.getStatusCode(),
                status.getReasonPhrase(),
                status.getStatusCode(),
                detailOf(status.getStatusCode(), status.getReasonPhrase()),
                List.of(),
                traceId()))
        .build();
  }

  @ServerExceptionMapper
  public Response unexpected(Throwable failure) {
    LOG.error("A request failed unexpectedly; the caller was shown the trace id only", failure);
    return respond(
            new Problem(
                "urn:memary:problem:internal",
                "Something went wrong on our side",
                500,
                "Nothing acknowledged is lost. Give the trace id to your operator.",
                List.of(),
                traceId()))
        .build();
  }

  private static String detailOf(int status, String reason) {
    return switch (status) {
      case 404 -> "There is no such resource.";
      case 405 -> "This resource does not know that method.";
      case 413 -> "The request is larger than this endpoint accepts.";
      case 415 -> "Send the body as application/json.";
      default -> reason;
    };
  }

  private static Response.ResponseBuilder respond(Problem problem) {
    return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
  }

  /**
   * {@code record.request.messages[0].content} becomes {@code messages[0].content}: the names of
   * the method and of its body parameter mean nothing to a caller. A parameter of its own keeps its
   * name.
   */
  private static String fieldOf(ConstraintViolation<?> violation) {
    String[] steps =
        violation.getPropertyPath().toString().replace(".<list element>", "").split("\\.", 3);
    return WrongFields.snakeCase(steps[steps.length - 1]);
  }

  private static @Nullable String traceId() {
    Object id = MDC.get("traceId");
    return id == null ? null : id.toString();
  }
}
