package dev.memary.memory.forgetting;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Proof of an erasure, complete when every store has acknowledged its part.
 *
 * @param episodeId the one episode that was forgotten, or null for the whole space
 */
public record Receipt(
    UUID receiptId, String space, @Nullable UUID episodeId, Instant requestedAt, List<Part> parts) {

  /**
   * One store's part.
   *
   * @param removed counts by kind; null until acknowledged
   */
  public record Part(
      String store, @Nullable Map<String, Long> removed, @Nullable Instant acknowledgedAt) {}

  /** pending or complete. */
  public String status() {
    return parts.stream().allMatch(p -> p.acknowledgedAt() != null) ? "complete" : "pending";
  }
}
