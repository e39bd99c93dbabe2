package dev.memary.memory.corrections;

import dev.memary.memory.corrections.Correction.Renaming;
import java.util.List;
import java.util.UUID;

/** Port: the graph, as far as corrections go. */
public interface GraphCorrections {
  /** These hold in the space from now on, and no others; may be repeated. */
  void correct(String tenantId, UUID spaceId, List<Renaming> renamings);

  /** Episodes to be integrated again by that, in the order of their ids, from the one after. */
  List<UUID> outdated(String tenantId, UUID spaceId, UUID after, int limit);
}
