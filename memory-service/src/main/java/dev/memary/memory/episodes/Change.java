package dev.memary.memory.episodes;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be different about a memory; what is null stays as it is.
 *
 * @param expiresAt an empty one lets it stay
 * @param expectedVersion the version that the change was made from; null for whichever there is
 * @param changedBy the credential behind it
 */
public record Change(
    UUID episodeId,
    @Nullable String text,
    @Nullable Instant occurredAt,
    @Nullable Map<String, Object> metadata,
    @Nullable Boolean pinned,
    @Nullable Optional<Instant> expiresAt,
    @Nullable Integer expectedVersion,
    String changedBy) {

  /** The memory after the change, as a version that holds from then on. */
  public Version applyTo(Episode before, Instant now) {
    return new Version(
        episodeId,
        before.version() + 1,
        text == null ? before.text() : text,
        occurredAt == null ? before.occurredAt() : occurredAt,
        metadata == null ? before.metadata() : metadata,
        pinned == null ? before.pinned() : pinned,
        expiresAt == null ? before.expiresAt() : expiresAt.orElse(null),
        now,
        null,
        changedBy);
  }
}
