package dev.memary.kg.api;

import dev.memary.kg.graph.SpaceBusyException;
import dev.memary.kit.problem.ProblemException;
import dev.memary.kit.problem.ProblemMappers;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Failures of this service's own as HTTP. */
public class GraphProblems {
  private final ProblemMappers problems = new ProblemMappers();

  @ServerExceptionMapper
  public Response busy(SpaceBusyException failure) {
    return problems.known(
        ProblemException.unavailable(
            "The space is being rebuilt and takes no writes now.", Duration.ofSeconds(1)));
  }
}
