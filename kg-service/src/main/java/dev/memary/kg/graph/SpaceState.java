package dev.memary.kg.graph;

import java.util.List;

/**
 * Where a space stands: what was read of it at the same version holds still.
 *
 * @param version raised by every write
 * @param indexed the space's version when an episode was indexed last
 * @param rewritten the space's version when episodes were removed last
 * @param speakers who speaks in it
 */
public record SpaceState(long version, long indexed, long rewritten, List<String> speakers) {
  public SpaceState {
    speakers = List.copyOf(speakers);
  }
}
