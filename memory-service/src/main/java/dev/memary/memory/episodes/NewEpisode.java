package dev.memary.memory.episodes;

import dev.memary.memory.episodes.Episode.SharedFrom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An episode as it arrives.
 *
 * @param speaker display name of who speaks
 * @param externalId the client's own id, unique in the space; a second episode with it is the first
 *     one again
 * @param recalledIds memories an assistant's message was given
 * @param pinned belongs into every context block and stays until it is forgotten
 * @param expiresAt is forgotten then; null never
 * @param sharedFrom the memory that this is a copy of; null for what is none
 */
public record NewEpisode(
    Role role,
    String speaker,
    String text,
    Instant occurredAt,
    @Nullable String externalId,
    Map<String, Object> metadata,
    List<UUID> recalledIds,
    boolean pinned,
    @Nullable Instant expiresAt,
    @Nullable SharedFrom sharedFrom) {

  public NewEpisode {
    if (text.isBlank() || speaker.isBlank()) {
      throw new IllegalArgumentException("an episode has a speaker and a text");
    }
    metadata = Map.copyOf(metadata);
    recalledIds = List.copyOf(recalledIds);
  }
}
