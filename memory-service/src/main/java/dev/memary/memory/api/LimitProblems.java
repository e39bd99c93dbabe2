package dev.memary.memory.api;

import dev.memary.kit.problem.ProblemException;
import dev.memary.kit.problem.ProblemMappers;
import dev.memary.memory.limits.IngestRefusedException;
import dev.memary.memory.limits.Quota;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Limits as HTTP: 429, and the fields of draft-ietf-httpapi-ratelimit-headers-06. */
public class LimitProblems {
  private final ProblemMappers problems = new ProblemMappers();

  @ServerExceptionMapper
  public Response refused(IngestRefusedException failure) {
    Response response =
        problems.known(
            ProblemException.tooManyRequests(
                String.valueOf(failure.getMessage()), wholeSeconds(failure.retryAfter())));
    Response.ResponseBuilder answer = Response.fromResponse(response);
    failure.quota().ifPresent(quota -> tell(answer, quota));
    return answer.build();
  }

  /** Adds what is left to the answer. */
  static void tell(Response.ResponseBuilder answer, Quota quota) {
    answer
        .header("RateLimit-Limit", quota.limit())
        .header("RateLimit-Remaining", quota.remaining())
        .header("RateLimit-Reset", wholeSeconds(quota.reset()).toSeconds());
  }

  /** Rounded up: who waits for that long has waited long enough. */
  private static Duration wholeSeconds(Duration wait) {
    return Duration.ofSeconds(wait.plusNanos(999_999_999).toSeconds());
  }
}
