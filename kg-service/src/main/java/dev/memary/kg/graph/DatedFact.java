package dev.memary.kg.graph;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fact with what is known of its time.
 *
 * @param validFrom since when it holds, as far as it is known
 * @param validTo until when it held
 * @param recordedAt since when we believe it
 * @param invalidatedAt since when we know that it is over; null while it stands
 * @param closedBy the fact that overtook it
 */
public record DatedFact(
    UUID factId,
    String text,
    @Nullable Instant validFrom,
    @Nullable Instant validTo,
    Instant recordedAt,
    @Nullable Instant invalidatedAt,
    @Nullable UUID closedBy,
    double confidence,
    List<UUID> episodeIds) {
  public DatedFact {
    episodeIds = List.copyOf(episodeIds);
  }
}
