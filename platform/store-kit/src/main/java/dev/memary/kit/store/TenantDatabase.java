package dev.memary.kit.store;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The only way to the tables for requests: a transaction that belongs to one tenant, held to it by
 * row-level security.
 */
@Singleton
public class TenantDatabase {
  private final Jdbi jdbi;

  public TenantDatabase(AgroalDataSource app) {
    this.jdbi = Databases.over(app);
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

  /** Runs the work before a tenant is known; row-level security shows it what anybody may see. */
  public <R> R ofNoTenant(Work<R> work) {
    return jdbi.withHandle(work::apply);
  }

  /** Work that answers. */
  @FunctionalInterface
  public interface Work<R> {
    R apply(Handle handle);
  }
}
