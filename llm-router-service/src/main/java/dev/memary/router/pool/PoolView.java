package dev.memary.router.pool;

import java.util.List;

/**
 * The pool as it is at a moment.
 *
 * @param waiting requests that wait for a slot
 */
public record PoolView(List<NodeView> nodes, int waiting) {
  public PoolView {
    nodes = List.copyOf(nodes);
  }

  /**
   * One node.
   *
   * @param breakerOpen whether it failed so often that it is left alone
   * @param retryInMillis how long it still is
   */
  public record NodeView(
      String id,
      boolean cordoned,
      boolean leaving,
      boolean breakerOpen,
      long retryInMillis,
      List<ModelView> models) {
    public NodeView {
      models = List.copyOf(models);
    }
  }

  /** One model on it: {@code state} is held, loading or absent; times in milliseconds. */
  public record ModelView(
      String name, String state, int slots, int inFlight, long loadMillis, long serviceMillis) {}
}
