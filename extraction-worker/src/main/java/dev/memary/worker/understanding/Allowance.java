package dev.memary.worker.understanding;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Port: how much models have taken. */
public interface Allowance {
  /** Tokens that were spent on each of the spaces since midnight, UTC. */
  Map<UUID, Long> spentToday(String tenantId, Collection<UUID> spaceIds);
}
