package dev.memary.memory.store;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.memary.kit.store.TenantDatabase;
import dev.memary.memory.limits.Backlog;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Counts what is pending, and no further than the limit; what was counted is kept for seconds. */
@ApplicationScoped
public class PostgresBacklog implements Backlog {
  private final TenantDatabase database;
  private final int limit;
  private final LoadingCache<String, Boolean> full =
      Caffeine.newBuilder()
          .maximumSize(10_000)
          .expireAfterWrite(Duration.ofSeconds(5))
          .build(this::count);

  public PostgresBacklog(
      TenantDatabase database, @ConfigProperty(name = "memary.limits.ingest.pending") int limit) {
    this.database = database;
    this.limit = limit;
  }

  @Override
  public boolean isFull(String tenantId) {
    return full.get(tenantId);
  }

  private boolean count(String tenantId) {
    return database.inTenant(
        tenantId,
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) >= :limit
                      FROM (SELECT 1 FROM episode
                             WHERE tenant_id = :tenant AND (outcome = 'pending' OR indexed_generation = 0)
                               AND outcome <> 'failed'
                             LIMIT :limit) AS pending
                    """)
                .bind("tenant", tenantId)
                .bind("limit", limit)
                .mapTo(Boolean.class)
                .one());
  }
}
