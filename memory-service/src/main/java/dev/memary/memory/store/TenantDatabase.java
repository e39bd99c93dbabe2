package dev.memary.memory.store;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.postgres.PostgresPlugin;

/**
 * The only way to the tables for requests: a transaction that belongs to one tenant, held to it by
 * row-level security.
 */
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
  public <R> R inTenant(String tenantId, Work<R> work) {
    return jdbi.inTransaction(handle -> {
      handle
          .createQuery("SELECT set_config('memary.tenant', :tenant, true)")
          .bind("tenant", tenantId)
          .mapTo(String.class)
          .one();
      return work.apply(handle);
    });
  }

  /** Work that answers. */
  @FunctionalInterface
  public interface Work<R> {
    R apply(Handle handle);
  }
}
