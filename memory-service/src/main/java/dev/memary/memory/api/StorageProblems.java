package dev.memary.memory.api;

import dev.memary.kit.problem.ProblemException;
import dev.memary.kit.problem.ProblemMappers;
import dev.memary.kit.store.Databases;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jdbi.v3.core.transaction.TransactionException;

/**
 * What PostgreSQL says of a statement, told apart by its SQL state. A value that it cannot hold (a
 * NUL, a number beyond its range) is the caller's mistake: the net below the validation of each
 * field. A connection that is lost, a server that stops, starts or is overloaded is nobody's: 503
 * tells clients and stages to come again, where 500 would have them give up.
 */
public class StorageProblems {
  private static final Logger LOG = Logger.getLogger(StorageProblems.class);

  /** The class of SQL states that speak of values: "data exception". */
  private static final String DATA = "22";

  private static final int CAUSES = 20;

  private final ProblemMappers problems = new ProblemMappers();

  @ServerExceptionMapper
  public Response statement(UnableToExecuteStatementException failure) {
    return respond(failure);
  }

  @ServerExceptionMapper
  public Response transaction(TransactionException failure) {
    return respond(failure);
  }

  private Response respond(RuntimeException failure) {
    String state = stateClassOf(failure);
    if (state.equals(DATA)) {
      return problems.known(
          ProblemException.invalidField(
              "body", "must hold nothing that cannot be stored, such as NUL"));
    }
    if (Databases.isPassing(failure)) {
      LOG.warnf(
          "PostgreSQL broke off a request (SQL state class %s); it may be sent again. Check memary.db.url",
          state);
      return problems.known(
          ProblemException.unavailable(
              "The system of record broke off; send the request again.", Duration.ofSeconds(2)));
    }
    return problems.unexpected(failure);
  }

  private static String stateClassOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < CAUSES; depth++) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && sql.getSQLState().length() == 5) {
        return sql.getSQLState().substring(0, 2);
      }
      cause = cause.getCause();
    }
    return "";
  }
}
