package dev.memary.router.pool;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pool as it is at a moment.
 *
 * @param waiting requests that wait for a slot
 * @param waitingByModel how many of them for which model
 */
public record PoolView(List<NodeView> nodes, int waiting, Map<String, Integer> waitingByModel) {
  public PoolView {
    nodes = List.copyOf(nodes);
    waitingByModel = Map.copyOf(waitingByModel);
  }

  /**
   * One node.
   *
   * @param ready whether it is warm and takes requests
   * @param breakerOpen whether it failed so often that it is left alone
   * @param retryInMillis how long it still is
   * @param lastError kind of the last failure; null when there was none
   */
  public record NodeView(
      String id,
      boolean ready,
      boolean cordoned,
      boolean leaving,
      boolean breakerOpen,
      long retryInMillis,
      @Nullable String lastError,
      List<ModelView> models) {
    public NodeView {
      models = List.copyOf(models);
    }
  }

  /** One model on it: {@code state} is held, loading or absent; times in milliseconds. */
  public record ModelView(
      String name, String state, int slots, int inFlight, long loadMillis, long serviceMillis) {}
}
