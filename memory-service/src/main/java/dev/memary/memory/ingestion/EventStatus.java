package dev.memary.memory.ingestion;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far the episodes of one request have come. */
public record EventStatus(UUID eventId, UUID spaceId, String spaceName, List<Item> episodes) {

  /**
   * One episode's progress.
   *
   * @param searchable stage 1 is done
   * @param outcome of stage 2: pending, integrated, rejected, failed, skipped
   * @param reason why not, when it was rejected or failed
   */
  public record Item(UUID id, boolean searchable, String outcome, @Nullable String reason) {
    boolean pending() {
      return outcome.equals("pending") || (!searchable && !outcome.equals("failed"));
    }
  }

  /** pending, failed or done. */
  public String status() {
    if (episodes.stream().anyMatch(Item::pending)) {
      return "pending";
    }
    return episodes.stream().anyMatch(e -> e.outcome().equals("failed")) ? "failed" : "done";
  }
}
