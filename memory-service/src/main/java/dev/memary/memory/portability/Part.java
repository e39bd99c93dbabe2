package dev.memary.memory.portability;

import dev.memary.memory.episodes.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a space consists of, one after the other. Ids are those of the space it was taken from. */
public sealed interface Part {

  /** A conversation, by the name the client gave it. */
  record Session(String name, Instant startedAt) implements Part {}

  /**
   * A name that means somebody else.
   *
   * @param episodeIds where it does: everywhere when there is none
   */
  record Correction(
      UUID id,
      String name,
      String into,
      List<UUID> episodeIds,
      Instant madeAt,
      @Nullable Instant revokedAt)
      implements Part {
    public Correction {
      episodeIds = List.copyOf(episodeIds);
    }
  }

  /**
   * One thing that happened.
   *
   * @param understood what was understood of it, or null when it was not yet
   */
  record Episode(
      UUID id,
      String session,
      long sequence,
      Role role,
      String speaker,
      String text,
      Instant occurredAt,
      Instant recordedAt,
      @Nullable String externalId,
      Map<String, Object> metadata,
      List<UUID> recalledIds,
      boolean infer,
      int version,
      @Nullable Understood understood)
      implements Part {
    public Episode {
      metadata = Map.copyOf(metadata);
      recalledIds = List.copyOf(recalledIds);
    }
  }

  /**
   * An extraction as it is kept.
   *
   * @param body as JSON
   */
  record Understood(String extractor, String body) {}
}
