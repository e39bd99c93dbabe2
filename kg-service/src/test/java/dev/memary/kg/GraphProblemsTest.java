package dev.memary.kg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.api.GraphProblems;
import dev.memary.kg.graph.GraphBusyException;
import dev.memary.kg.graph.SpaceBusyException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.exceptions.TransientException;

/**
 * The stages of other services wait at 503 and give up at 500: Neo4j being away must be the former.
 */
class GraphProblemsTest {
  private final GraphProblems problems = new GraphProblems();

  @Test
  void graphAway_503WithRetryAfter() {
    for (Response response :
        List.of(
            problems.away(new ServiceUnavailableException("away")),
            problems.leaderGone(new SessionExpiredException("gone")),
            problems.passing(
                new TransientException("Neo.TransientError.General.DatabaseUnavailable", "stops")),
            problems.busy(new GraphBusyException(new IllegalStateException())),
            problems.busy(new SpaceBusyException()),
            problems.full(new BulkheadException("full")))) {
      assertThat(response.getStatus()).isEqualTo(503);
      assertThat(response.getHeaderString("Retry-After")).isNotNull();
    }
  }

  @Test
  void requestTooLargeForTheGraph_500_soThatItIsDivided() {
    assertThat(
            problems
                .passing(
                    new TransientException(
                        "Neo.TransientError.General.MemoryPoolOutOfMemoryError", "too much"))
                .getStatus())
        .isEqualTo(500);
  }
}
