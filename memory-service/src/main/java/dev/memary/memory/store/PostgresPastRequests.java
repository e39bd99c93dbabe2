package dev.memary.memory.store;

import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.limits.PastRequests;
import jakarta.enterprise.context.ApplicationScoped;

/** Idempotency keys, as recording left them. */
@ApplicationScoped
public class PostgresPastRequests implements PastRequests {
  private final TenantDatabase database;

  public PostgresPastRequests(TenantDatabase database) {
    this.database = database;
  }

  @Override
  public boolean knows(String tenantId, String subject, String idempotencyKey) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT EXISTS (SELECT 1 FROM idempotency_key
                                    WHERE tenant_id = :tenant AND subject = :subject AND key = :key)
                    """)
                .bind("tenant", tenantId)
                .bind("subject", subject)
                .bind("key", idempotencyKey)
                .mapTo(Boolean.class)
                .one());
  }
}
