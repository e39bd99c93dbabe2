package dev.memary.kg.graph;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A state of a subject, such as where somebody lives, of which different things were stated. What
 * was overtaken by something later is closed; the rest stands side by side.
 *
 * @param key of the state within its space; conflicts are listed in its order
 * @param state residence, for example
 */
public record Conflict(String key, String state, String subject, List<Side> sides) {
  public Conflict {
    sides = List.copyOf(sides);
  }

  /**
   * One of the things that were stated.
   *
   * @param validFrom since when it holds, as far as it is known
   * @param validTo until when it held
   * @param recordedAt since when we believe it
   * @param invalidatedAt since when we know that it is over; null while it stands
   * @param closedBy the fact that overtook it
   */
  public record Side(
      UUID factId,
      String text,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      Instant recordedAt,
      @Nullable Instant invalidatedAt,
      @Nullable UUID closedBy,
      double confidence,
      List<UUID> episodeIds) {
    public Side {
      episodeIds = List.copyOf(episodeIds);
    }
  }
}
