package dev.memary.memory.episodes;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a memory was for a time.
 *
 * @param version 1 as it was recorded, then counted up by every change
 * @param heldFrom since when it was so
 * @param heldTo until when; null for the present version
 * @param changedBy the credential that made this version; null for the first
 */
public record Version(
    UUID episodeId,
    int version,
    String text,
    Instant occurredAt,
    Map<String, Object> metadata,
    boolean pinned,
    @Nullable Instant expiresAt,
    Instant heldFrom,
    @Nullable Instant heldTo,
    @Nullable String changedBy) {}
