package dev.memary.kg.api;

import dev.memary.kg.graph.GraphBusyException;
import dev.memary.kg.graph.SpaceBusyException;
import dev.memary.kit.problem.ProblemException;
import dev.memary.kit.problem.ProblemMappers;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.exceptions.TransientException;

/**
 * Failures of this service's own as HTTP. That Neo4j is away is nobody's fault: 503 tells the
 * stages to wait and recall to go on by words.
 */
public class GraphProblems {
  private static final Logger LOG = Logger.getLogger(GraphProblems.class);
  private final ProblemMappers problems = new ProblemMappers();

  @ServerExceptionMapper
  public Response busy(SpaceBusyException failure) {
    return problems.known(
        ProblemException.unavailable(
            "The space is being rebuilt and takes no writes now.", Duration.ofSeconds(1)));
  }

  @ServerExceptionMapper
  public Response away(ServiceUnavailableException failure) {
    return unavailable(failure);
  }

  @ServerExceptionMapper
  public Response leaderGone(SessionExpiredException failure) {
    return unavailable(failure);
  }

  /** A database that starts, stops or is locked by another; a smaller request may help the rest. */
  @ServerExceptionMapper
  public Response passing(TransientException failure) {
    return failure.code().contains("Memory") ? problems.unexpected(failure) : unavailable(failure);
  }

  /** Every connection was busy for too long. */
  @ServerExceptionMapper
  public Response busy(GraphBusyException failure) {
    return unavailable(failure);
  }

  @ServerExceptionMapper
  public Response full(BulkheadException failure) {
    return problems.known(
        ProblemException.unavailable("Too many searches run now.", Duration.ofSeconds(1)));
  }

  private Response unavailable(RuntimeException failure) {
    LOG.warnf(
        "The graph cannot be asked now (%s); is Neo4j up and large enough? Check memary.neo4j.uri",
        failure.getClass().getSimpleName());
    return problems.known(
        ProblemException.unavailable("The graph cannot be asked now.", Duration.ofSeconds(2)));
  }
}
