package dev.memary.memory.spaces;

import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/** Port: living spaces by name. */
public interface SpaceStore {
  /** The living spaces among these names; names that nothing was written to are left out. */
  List<Space> find(String tenantId, Collection<SpaceName> names);

  /** After how many days memories of a space are forgotten by themselves; empty for never. */
  OptionalInt retentionDays(String tenantId, UUID spaceId);

  /** Sets that, making the space if need be; empty for never. */
  void retainFor(String tenantId, SpaceName name, OptionalInt days);
}
