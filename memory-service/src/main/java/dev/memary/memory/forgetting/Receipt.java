package dev.memary.memory.forgetting;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Proof of an erasure, complete when every store has acknowledged its part and a search afterwards
 * found nothing.
 *
 * @param spaceId the id that the name had then
 * @param episodeId the one episode that was forgotten, or null for the whole space
 */
public record Receipt(
    String tenantId,
    UUID receiptId,
    UUID spaceId,
    String space,
    @Nullable UUID episodeId,
    Instant requestedAt,
    List<Part> parts) {

  /** The names of the stores. */
  public static final String POSTGRESQL = "postgresql";

  public static final String NEO4J = "neo4j";
  public static final String OBJECT_STORAGE = "object_storage";

  public Receipt {
    parts = List.copyOf(parts);
  }

  /**
   * One store's part.
   *
   * @param removed counts by kind; null until acknowledged
   * @param left what a search after the deletion still found, by kind; null until it was searched
   */
  public record Part(
      String store,
      @Nullable Map<String, Long> removed,
      @Nullable Map<String, Long> left,
      @Nullable Instant acknowledgedAt,
      @Nullable Instant searchedAt) {

    boolean holdsSomething() {
      return left != null && left.values().stream().anyMatch(count -> count > 0);
    }
  }

  /** Whether there is something to be removed from this store. */
  public boolean concerns(String store) {
    return parts.stream().anyMatch(part -> part.store().equals(store));
  }

  /** pending, complete, or incomplete when something was found that should be gone. */
  public String status() {
    if (parts.stream().anyMatch(p -> p.acknowledgedAt() == null)) {
      return "pending";
    }
    return parts.stream().anyMatch(Part::holdsSomething) ? "incomplete" : "complete";
  }
}
