package dev.memary.kg.graph;

import java.util.List;

/**
 * Where a space's episodes stand: what was read of them at the same state holds still.
 *
 * @param indexed the space's version when an episode was indexed last
 * @param rewritten the space's version when episodes were removed last
 * @param speakers who speaks in it
 */
public record SpaceState(long indexed, long rewritten, List<String> speakers) {
  public SpaceState {
    speakers = List.copyOf(speakers);
  }
}
