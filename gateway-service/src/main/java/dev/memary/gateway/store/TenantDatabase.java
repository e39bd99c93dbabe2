package dev.memary.gateway.store;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;

/** The way to the tables for requests: row-level security holds a transaction to its tenant. */
@Singleton
public class TenantDatabase {
  private final Jdbi jdbi;

  public TenantDatabase(AgroalDataSource app) {
    this.jdbi = Jdbi.create(app).installPlugin(new PostgresPlugin());
    // A message with the statement's parameters would carry what people said into the log.
    this.jdbi
        .getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
  }

  /** Runs the work in a transaction of the tenant. */
  <R> R inTenant(String tenantId, Work<R> work) {
    return jdbi.inTransaction(handle -> {
      handle
          .createQuery("SELECT set_config('memary.tenant', :tenant, true)")
          .bind("tenant", tenantId)
          .mapTo(String.class)
          .one();
      return work.apply(handle);
    });
  }

  /** Runs the work before a tenant is known: keys can be looked up so, and nothing else. */
  <R> R ofNoTenant(Work<R> work) {
    return jdbi.withHandle(work::apply);
  }

  /** Work that answers. */
  @FunctionalInterface
  interface Work<R> {
    R apply(Handle handle);
  }
}
