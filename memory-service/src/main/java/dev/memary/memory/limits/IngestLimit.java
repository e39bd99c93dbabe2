package dev.memary.memory.limits;

/** Port: how many episodes a tenant may record in a time, over all replicas. */
public interface IngestLimit {
  /** Takes so many from the tenant's quota, or none. Never fails. */
  Verdict take(String tenantId, int episodes);
}
