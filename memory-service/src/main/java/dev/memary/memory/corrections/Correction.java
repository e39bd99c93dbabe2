package dev.memary.memory.corrections;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody put right about who is who in a space.
 *
 * @param applying the graph is still being brought in line with the space's corrections
 */
public record Correction(
    UUID id,
    String spaceName,
    Renaming renaming,
    String madeBy,
    Instant madeAt,
    @Nullable String revokedBy,
    @Nullable Instant revokedAt,
    boolean applying) {

  /**
   * A name that means somebody else.
   *
   * @param episodeIds where it does: everywhere when there is none (a merge), else only there (a
   *     split)
   */
  public record Renaming(String name, String into, List<UUID> episodeIds) {
    public Renaming {
      episodeIds = List.copyOf(episodeIds);
    }
  }
}
