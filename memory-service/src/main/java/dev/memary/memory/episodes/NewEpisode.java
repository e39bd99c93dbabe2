package dev.memary.memory.episodes;

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
 */
public record NewEpisode(
    Role role,
    String speaker,
    String text,
    Instant occurredAt,
    @Nullable String externalId,
    Map<String, Object> metadata,
    List<UUID> recalledIds) {

  public NewEpisode {
    if (text.isBlank() || speaker.isBlank()) {
      throw new IllegalArgumentException("an episode has a speaker and a text");
    }
    metadata = Map.copyOf(metadata);
    recalledIds = List.copyOf(recalledIds);
  }
}
