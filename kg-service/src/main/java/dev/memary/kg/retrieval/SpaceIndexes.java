package dev.memary.kg.retrieval;

import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.SpaceState;
import java.util.Optional;

/** Port: the spaces that are held in memory. */
public interface SpaceIndexes {
  /**
   * The space as it stands now; empty when it is too large to be held, or not read yet: then the
   * store must be asked.
   */
  Optional<SpaceIndex> of(SpaceKey space, SpaceState now);

  /** Holds the space no longer. */
  void drop(SpaceKey space);
}
