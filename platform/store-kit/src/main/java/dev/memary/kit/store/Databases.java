package dev.memary.kit.store;

import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.postgres.PostgresPlugin;

/** How every way to the tables is set up, and what its failures mean. */
public final class Databases {
  /**
   * Classes of SQL states that pass: connection exception, transaction rollback, insufficient
   * resources, operator intervention.
   */
  private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

  private Databases() {}

  static Jdbi over(DataSource source) {
    Jdbi jdbi = Jdbi.create(source).installPlugin(new PostgresPlugin());
    // A message with the statement's parameters would carry what people said into the log.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    return jdbi;
  }

  /** Whether the same may succeed later, without anybody changing anything. */
  public static boolean isPassing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      if (cause instanceof ConnectionException
          || state != null && state.length() >= 2 && PASSING.contains(state.substring(0, 2))) {
        return true;
      }
    }
    return false;
  }
}
