package dev.memary.memory.episodes;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, as it happened.
 *
 * @param session the name the client gave the session
 * @param sequence position in the session, from 1
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
    int generation) {}
