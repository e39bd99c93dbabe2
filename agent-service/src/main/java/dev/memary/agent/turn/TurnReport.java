package dev.memary.agent.turn;

import java.util.List;
import java.util.UUID;

/**
 * What memory did in a turn, for the client.
 *
 * @param degradedReasons what was missing, as codes; empty when nothing was
 * @param recalledIds the memories that the model was shown as evidence
 * @param memoryIds what was recorded
 * @param captured whether all that was said is recorded
 */
public record TurnReport(
    String space,
    String sessionId,
    List<String> degradedReasons,
    List<UUID> recalledIds,
    List<UUID> memoryIds,
    boolean captured) {
  public TurnReport {
    degradedReasons = List.copyOf(degradedReasons);
    recalledIds = List.copyOf(recalledIds);
    memoryIds = List.copyOf(memoryIds);
  }

  public boolean degraded() {
    return !degradedReasons.isEmpty();
  }
}
