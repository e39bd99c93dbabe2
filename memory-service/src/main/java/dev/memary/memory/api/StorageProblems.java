package dev.memary.memory.api;

import dev.memary.kit.problem.ProblemException;
import dev.memary.kit.problem.ProblemMappers;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * What PostgreSQL cannot hold, wherever it stood in a request: a NUL, a number beyond its range.
 * The net below the validation of each field.
 */
public class StorageProblems {
  /** The class of SQL states that speak of values: "data exception". */
  private static final String DATA = "22";

  private final ProblemMappers problems = new ProblemMappers();

  @ServerExceptionMapper
  public Response statement(UnableToExecuteStatementException failure) {
    return failure.getCause() instanceof SQLException sql
            && sql.getSQLState() != null
            && sql.getSQLState().startsWith(DATA)
        ? problems.known(
            ProblemException.invalidField(
                "body", "must hold nothing that cannot be stored, such as NUL"))
        : problems.unexpected(failure);
  }
}
