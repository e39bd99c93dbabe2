package dev.memary.memory.spaces;

import java.util.Collection;
import java.util.List;

/** Port: living spaces by name. */
public interface SpaceStore {
  /** The living spaces among these names; names that nothing was written to are left out. */
  List<Space> find(String tenantId, Collection<SpaceName> names);
}
