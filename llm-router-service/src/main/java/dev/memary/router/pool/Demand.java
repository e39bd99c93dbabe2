package dev.memary.router.pool;

import java.util.Set;

/**
 * One request that needs a slot.
 *
 * @param tenant whose it is: tenants take turns
 * @param deadline latest start, on the pool's clock in nanoseconds
 * @param excluded nodes that have failed this request already
 */
public record Demand(String tenant, LocalModel model, long deadline, Set<String> excluded) {
  public Demand {
    excluded = Set.copyOf(excluded);
  }
}
