package dev.memary.memory.store;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * The database as background work sees it: every tenant, but only the tables and columns its work
 * needs.
 */
@Singleton
public class JobsDatabase {
  private final Jdbi jdbi;

  public JobsDatabase(@DataSource("jobs") AgroalDataSource jobs) {
    this.jdbi = Jdbi.create(jobs).installPlugin(new PostgresPlugin());
    // A message with the statement's parameters would carry what people said into the log.
    this.jdbi
        .getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
  }

  Jdbi jdbi() {
    return jdbi;
  }
}
