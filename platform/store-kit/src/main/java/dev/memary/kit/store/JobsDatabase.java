package dev.memary.kit.store;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/**
 * The database as background work sees it: every tenant, but only the tables and columns its work
 * needs.
 */
@Singleton
public class JobsDatabase {
  private final Jdbi jdbi;

  public JobsDatabase(@DataSource("jobs") AgroalDataSource jobs) {
    this.jdbi = Databases.over(jobs);
  }

  public Jdbi jdbi() {
    return jdbi;
  }
}
