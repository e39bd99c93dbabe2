package dev.memary.memory.limits;

/** Port: requests that were answered before. */
public interface PastRequests {
  /** Whether the credential used the idempotency key before: such a request records nothing. */
  boolean knows(String tenantId, String subject, String idempotencyKey);
}
