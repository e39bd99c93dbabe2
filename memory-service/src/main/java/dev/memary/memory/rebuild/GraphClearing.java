package dev.memary.memory.rebuild;

import java.util.UUID;

/** Port: empties a space in the graph; may be repeated. */
@FunctionalInterface
public interface GraphClearing {
  void clear(String tenantId, UUID spaceId);
}
