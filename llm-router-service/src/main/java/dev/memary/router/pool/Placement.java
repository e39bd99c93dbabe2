package dev.memary.router.pool;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the node where a request starts soonest, by estimate: the wait for a slot (requests in
 * flight times their service time), or the cold load, whichever is there, plus what it costs others
 * when a model they have just used must go. After the "least expected latency" placement of
 * heterogeneous pools, with residency in the place of locality.
 */
final class Placement {
  private static final double RECENT = Duration.ofMinutes(1).toNanos();

  private final Collection<Node> nodes;
  private final long now;

  Placement(Collection<Node> nodes, long now) {
    this.nodes = nodes;
    this.now = now;
  }

  /**
   * A node for a request.
   *
   * @param delay nanoseconds until the model could start on it
   * @param cost the delay, and what others lose
   * @param now whether the request may go there at once
   * @param evicted models that will have to go
   */
  record Option(Node node, long delay, long cost, boolean now, Set<String> evicted) {}

  /**
   * The best node, whether free now or worth waiting for; empty when none will serve the model.
   *
   * @param ahead requests for the same model that wait before this one
   */
  Optional<Option> best(Demand demand, int ahead) {
    return nodes.stream()
        .filter(node -> node.ready() && !node.gone() && !node.cordoned())
        .filter(node -> !demand.excluded().contains(node.id()))
        .filter(node -> !node.residency(demand.model()).missing(now))
        .map(node -> option(node, demand.model(), ahead))
        .min(
            Comparator.comparingLong(Option::cost)
                .thenComparing(option -> option.node().inFlight())
                .thenComparing(option -> option.node().id()));
  }

  private Option option(Node node, LocalModel model, int ahead) {
    Residency residency = node.residency(model);
    Option option =
        residency.takesMemory() ? resident(node, residency, ahead) : cold(node, residency);
    if (node.takes(now)) {
      return option;
    }
    // A node that failed may fail again; one that was busy will not.
    long risk = node.breaker().open() ? model.typicalService().toNanos() : 0;
    long away = node.untilTakes(now) + risk;
    return new Option(node, option.delay() + away, option.cost() + away, false, option.evicted());
  }

  private Option resident(Node node, Residency residency, int ahead) {
    if (residency.slotFree()) {
      long wait = residency.loadLeft(now);
      return new Option(node, wait, wait, true, Set.of());
    }
    long rounds = ahead / residency.model().slots();
    long wait = residency.untilSlotFree(now) + rounds * residency.serviceNanos();
    return new Option(node, wait, wait, false, Set.of());
  }

  private Option cold(Node node, Residency residency) {
    long behindAnotherLoad = node.untilLoaded(now);
    long untilIdle = 0;
    long penalty = 0;
    Set<String> evicted = new LinkedHashSet<>();
    for (Residency other : byWorth(node)) {
      if (node.fits(residency.model(), evicted)) {
        break;
      }
      evicted.add(other.model().name());
      untilIdle = Math.max(untilIdle, other.untilIdle(now));
      penalty += reloadPenalty(other);
    }
    long wait = Math.max(behindAnotherLoad, untilIdle) + residency.loadNanos();
    boolean startable = behindAnotherLoad == 0 && untilIdle == 0;
    return new Option(node, wait, wait + penalty, startable, evicted);
  }

  /** Those that are missed least first; one that works is missed most. */
  private List<Residency> byWorth(Node node) {
    return node.residencies().stream()
        .filter(Residency::takesMemory)
        .sorted(
            Comparator.comparing(Residency::idle)
                .reversed()
                .thenComparingLong(this::reloadPenalty)
                .thenComparing(r -> r.model().name()))
        .toList();
  }

  /** Its load time, the more of it the more recently it was used and the fewer nodes hold it. */
  private long reloadPenalty(Residency residency) {
    long holders =
        nodes.stream()
            .flatMap(node -> node.residencies().stream())
            .filter(r -> r.takesMemory() && r.model().name().equals(residency.model().name()))
            .count();
    double recency = Math.exp(-(now - residency.lastUsed()) / RECENT);
    return (long) (residency.loadNanos() * recency / Math.max(1, holders));
  }
}
