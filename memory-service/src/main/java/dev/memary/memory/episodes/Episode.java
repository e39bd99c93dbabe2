package dev.memary.memory.episodes;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, as it happened, in its present version.
 *
 * @param session the name the client gave the session
 * @param sequence position in the session, from 1
 * @param pinned belongs into every context block and stays until it is forgotten
 * @param expiresAt is forgotten then; null never
 * @param sharedFrom null for what is no copy
 */
public record Episode(
    UUID id,
    UUID spaceId,
    String spaceName,
    UUID sessionId,
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
    int version,
    int generation,
    boolean pinned,
    @Nullable Instant expiresAt,
    @Nullable SharedFrom sharedFrom) {

  /** Where a copy comes from: the memory that was shared, and its space by name. */
  public record SharedFrom(UUID episodeId, String spaceName) {}

  /** The episode as it was in that version. */
  public Episode as(Version other) {
    return new Episode(
        id,
        spaceId,
        spaceName,
        sessionId,
        session,
        sequence,
        role,
        speaker,
        other.text(),
        other.occurredAt(),
        recordedAt,
        externalId,
        other.metadata(),
        recalledIds,
        other.version(),
        generation,
        other.pinned(),
        other.expiresAt(),
        sharedFrom);
  }
}
