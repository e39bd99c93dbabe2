package dev.memary.memory.api;

import dev.memary.memory.episodes.Episode;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An episode as it is remembered.
 *
 * @param version 1 as it was recorded, counted up by every change
 * @param pinned belongs into every context block and stays until it is forgotten
 * @param expiresAt is forgotten then
 * @param sharedFrom of a copy: the memory that was shared
 */
record MemoryView(
    UUID id,
    String kind,
    String space,
    String sessionId,
    long sequence,
    String role,
    String name,
    String text,
    Instant occurredAt,
    Instant recordedAt,
    @Nullable String externalId,
    Map<String, Object> metadata,
    int version,
    boolean pinned,
    @Nullable Instant expiresAt,
    @Nullable OriginalView sharedFrom) {

  /** Where a copy comes from. */
  record OriginalView(UUID id, String space) {}

  static MemoryView of(Episode e) {
    return new MemoryView(
        e.id(),
        "episode",
        e.spaceName(),
        e.session(),
        e.sequence(),
        e.role().wireName(),
        e.speaker(),
        e.text(),
        e.occurredAt(),
        e.recordedAt(),
        e.externalId(),
        e.metadata(),
        e.version(),
        e.pinned(),
        e.expiresAt(),
        e.sharedFrom() == null
            ? null
            : new OriginalView(e.sharedFrom().episodeId(), e.sharedFrom().spaceName()));
  }
}
