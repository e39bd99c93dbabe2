package dev.memary.agent.api;

import dev.memary.agent.answer.ChatModel.ModelRefusedException;
import dev.memary.agent.memory.Memory.MemoryBusyException;
import dev.memary.agent.memory.Memory.MemoryUnavailableException;
import dev.memary.agent.openai.ErrorBody;
import dev.memary.kit.problem.Problem;
import dev.memary.kit.problem.ProblemException;
import dev.memary.kit.problem.ProblemMappers;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** This service's own failures as HTTP. */
public class AgentProblems {
  private static final Duration SOON = Duration.ofSeconds(2);

  private final ProblemMappers problems;
  private final TurnMeters meters;

  AgentProblems(ProblemMappers problems, TurnMeters meters) {
    this.problems = problems;
    this.meters = meters;
  }

  @ServerExceptionMapper
  public Response notRecorded(MemoryUnavailableException failure) {
    meters.countNotRecorded();
    return problems.known(
        ProblemException.unavailable(
            "What you said cannot be remembered now, so it was not answered.", SOON));
  }

  @ServerExceptionMapper
  public Response busy(MemoryBusyException failure) {
    meters.countNotRecorded();
    return problems.known(
        ProblemException.tooManyRequests(
            "More is said than may be remembered at once, so it was not answered.",
            failure.retryAfter()));
  }

  /** The model's own words: a client knows what to do about a context that is too long. */
  @ServerExceptionMapper
  public Response refused(ModelRefusedException refusal) {
    meters.countRefused();
    Response.ResponseBuilder response =
        Response.status(refusal.status()).type(MediaType.APPLICATION_JSON).entity(refusal.body());
    refusal.retryAfter().ifPresent(wait -> response.header("Retry-After", wait));
    return response.build();
  }

  @OpenAiErrors
  @ServerResponseFilter
  public void inTheShapeOfOpenAi(ContainerResponseContext response) {
    if (response.getEntity() instanceof Problem problem) {
      response.setEntity(ErrorBody.of(problem), null, MediaType.APPLICATION_JSON_TYPE);
    }
  }
}
