package dev.memary.memory.limits;

/** Port: what is recorded and not yet searchable and understood. */
public interface Backlog {
  /** Whether the tenant has more waiting than it may; known to within some seconds. */
  boolean isFull(String tenantId);
}
