package dev.memary.memory.rebuild;

import dev.memary.memory.corrections.Correction.Renaming;
import java.util.List;
import java.util.UUID;

/** Port: empties a space in the graph; may be repeated. */
@FunctionalInterface
public interface GraphClearing {
  /**
   * Nothing is left of the space.
   *
   * @param corrections hold for what comes into it from then on
   */
  void clear(String tenantId, UUID spaceId, List<Renaming> corrections);
}
