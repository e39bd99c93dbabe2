package dev.memary.router.pool;

import dev.memary.router.pool.PoolView.ModelView;
import dev.memary.router.pool.PoolView.NodeView;
import dev.memary.router.pool.Refusal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The slots of all nodes and the queue before them. Tenants take turns by start-time fair queueing
 * (Goyal, Vin and Cheng, 1996): a tenant that asks for much waits behind its own requests, not in
 * front of others'. Thread-safe; waiters are called without the lock.
 */
public final class Pool {
  private static final Duration BUSY_PAUSE = Duration.ofSeconds(1);
  private static final Duration MISSING_PAUSE = Duration.ofMinutes(1);

  private final LongSupplier clock;
  private final int mostWaiting;
  private final Map<String, Node> nodes = new TreeMap<>();
  private final TreeSet<Waiting> queue =
      new TreeSet<>(Comparator.comparingLong(Waiting::tag).thenComparingLong(Waiting::number));
  private final Map<String, Long> tenantTags = new HashMap<>();
  private long virtualTime;
  private long numbers;

  /**
   * @param clock nanoseconds, monotonic
   * @param mostWaiting requests that may wait at once
   */
  public Pool(LongSupplier clock, int mostWaiting) {
    this.clock = clock;
    this.mostWaiting = mostWaiting;
  }

  private record Waiting(Demand demand, Waiter waiter, long tag, long number) {}

  /** A place in the queue. */
  @FunctionalInterface
  public interface Ticket {
    /** Leaves the queue; without effect on who has left it already. */
    void leave();
  }

  /** Adds a node, or brings one back, that takes requests at once. */
  public void join(String id, long memoryBytes, int maxModels) {
    join(id, memoryBytes, maxModels, true);
  }

  /**
   * Adds a node, or brings one back.
   *
   * @param ready false keeps requests away until {@link #ready}
   */
  public void join(String id, long memoryBytes, int maxModels, boolean ready) {
    change(() -> {
      Node known = nodes.get(id);
      if (known == null || known.gone()) {
        nodes.put(id, new Node(id, memoryBytes, maxModels, ready));
      }
    });
  }

  /** The node is warm and takes requests. */
  public void ready(String id) {
    change(() -> {
      Node node = nodes.get(id);
      if (node != null) {
        node.becomeReady();
      }
    });
  }

  /** The node takes nothing new; it is forgotten once its requests have ended. */
  public void leave(String id) {
    change(() -> {
      Node node = nodes.get(id);
      if (node != null) {
        node.leave();
        forgetIfDone(node);
      }
    });
  }

  /**
   * Keeps new requests from the node, or lets them in again.
   *
   * @return whether there is such a node
   */
  public boolean cordon(String id, boolean on) {
    boolean[] found = new boolean[1];
    change(() -> {
      Node node = nodes.get(id);
      found[0] = node != null;
      if (node != null) {
        node.cordon(on);
      }
    });
    return found[0];
  }

  /** Takes note of the models that the node says it holds. */
  public void observe(String id, Set<String> held) {
    change(() -> {
      Node node = nodes.get(id);
      if (node != null) {
        node.observe(held);
      }
    });
  }

  /** The node could not be reached, or could, outside of any request. */
  public void probed(String id, boolean reachable) {
    change(() -> {
      Node node = nodes.get(id);
      if (node == null) {
        return;
      }
      if (reachable) {
        node.breaker().succeeded();
        node.forgetMissing();
      } else {
        node.breaker().failed(now());
      }
    });
  }

  /**
   * A slot to ask the node something, when nobody has asked it for so long and it holds a model
   * with nothing to do: what users would notice first is noticed so before them.
   */
  public synchronized Optional<Lease> probe(String id, Duration quiet) {
    Node node = nodes.get(id);
    long now = now();
    if (node == null || !node.takes(now) || now - node.lastUsed() < quiet.toNanos()) {
      return Optional.empty();
    }
    return node.residencies().stream()
        .filter(residency -> residency.state() == Residency.State.HELD && residency.idle())
        .findFirst()
        .map(residency -> lease(node, residency.model()));
  }

  /** Asks for a slot. The waiter may be called before this returns. */
  public Ticket enter(Demand demand, Waiter waiter) {
    List<Runnable> calls = new ArrayList<>();
    Waiting waiting;
    synchronized (this) {
      waiting = new Waiting(demand, waiter, tag(demand), numbers++);
      Optional<Duration> estimate = estimate(demand);
      if (estimate.isEmpty()) {
        calls.add(refusing(waiting, Reason.NO_NODE));
      } else if (now() + estimate.get().toNanos() > demand.deadline()) {
        calls.add(refusing(waiting, Reason.TOO_LATE));
      } else {
        queue.add(waiting);
        dispatch(calls);
        if (queue.size() > mostWaiting && queue.remove(waiting)) {
          calls.add(refusing(waiting, Reason.QUEUE_FULL));
        }
      }
    }
    calls.forEach(Runnable::run);
    return () -> leave(waiting);
  }

  /** How long a demand would wait for its start if it came now; empty when no node serves it. */
  public synchronized Optional<Duration> estimate(Demand demand) {
    int ahead =
        (int)
            queue.stream()
                .filter(w -> w.demand().model().name().equals(demand.model().name()))
                .count();
    return new Placement(nodes.values(), now())
        .best(demand, ahead)
        .map(option -> Duration.ofNanos(option.delay()));
  }

  /** Refuses those whose time has come and looks whether others can start; to be called often. */
  public void tick() {
    change(() -> {});
  }

  /** What there is, for people. */
  public synchronized PoolView view() {
    Map<String, Integer> waiting = new TreeMap<>();
    queue.forEach(w -> waiting.merge(w.demand().model().name(), 1, Integer::sum));
    return new PoolView(nodes.values().stream().map(this::view).toList(), queue.size(), waiting);
  }

  void firstToken(Lease lease) {
    change(() -> lease.granted().residency(lease.model()).firstToken(now()));
  }

  void end(Lease lease, Outcome outcome, @Nullable String error) {
    change(() -> {
      if (lease.endOnce()) {
        settle(lease, outcome);
        if (error != null) {
          lease.granted().failed(error);
        }
      }
    });
  }

  private void settle(Lease lease, Outcome outcome) {
    Node node = lease.granted();
    node.used(now());
    node.residency(lease.model())
        .end(lease.began(), now(), outcome == Outcome.ANSWERED, lease.cold());
    switch (outcome) {
      case ANSWERED, PROBED -> node.breaker().succeeded();
      case BUSY -> {
        node.breaker().undecided();
        node.busy(now() + BUSY_PAUSE.toNanos());
      }
      case MISSING -> {
        node.breaker().undecided();
        node.residency(lease.model()).missingUntil(now() + MISSING_PAUSE.toNanos());
      }
      case BROKEN -> node.breaker().failed(now());
      case ABANDONED -> node.breaker().undecided();
    }
    forgetIfDone(node);
  }

  private void forgetIfDone(Node node) {
    if (node.gone() && node.inFlight() == 0) {
      nodes.remove(node.id(), node);
    }
  }

  private void change(Runnable change) {
    List<Runnable> calls = new ArrayList<>();
    synchronized (this) {
      change.run();
      dispatch(calls);
    }
    calls.forEach(Runnable::run);
  }

  private void leave(Waiting waiting) {
    synchronized (this) {
      queue.remove(waiting);
    }
  }

  /** Starts everybody who starts best now, in the order of their tags. */
  private void dispatch(List<Runnable> calls) {
    Map<String, Integer> ahead = new HashMap<>();
    Iterator<Waiting> waiting = queue.iterator();
    while (waiting.hasNext()) {
      Waiting next = waiting.next();
      Demand demand = next.demand();
      Optional<Placement.Option> best =
          new Placement(nodes.values(), now())
              .best(demand, ahead.getOrDefault(demand.model().name(), 0));
      if (best.isEmpty()) {
        waiting.remove();
        calls.add(refusing(next, Reason.NO_NODE));
      } else if (now() > demand.deadline()) {
        waiting.remove();
        calls.add(refusing(next, Reason.TOO_LATE));
      } else if (best.get().now()) {
        waiting.remove();
        Lease lease = grant(best.get(), demand);
        virtualTime = Math.max(virtualTime, next.tag());
        calls.add(() -> next.waiter().granted(lease));
      } else {
        ahead.merge(demand.model().name(), 1, Integer::sum);
      }
    }
  }

  private Lease grant(Placement.Option option, Demand demand) {
    Node node = option.node();
    node.residencies().stream()
        .filter(r -> option.evicted().contains(r.model().name()))
        .forEach(Residency::evicted);
    return lease(node, demand.model());
  }

  private Lease lease(Node node, LocalModel model) {
    Residency residency = node.residency(model);
    boolean cold = residency.state() != Residency.State.HELD;
    long now = now();
    residency.begin(now);
    node.breaker().entered();
    node.used(now);
    return new Lease(this, node, model, now, cold);
  }

  private long tag(Demand demand) {
    long start = Math.max(virtualTime, tenantTags.getOrDefault(demand.tenant(), 0L));
    long finish = start + Math.max(1, demand.model().typicalService().toMillis());
    tenantTags.put(demand.tenant(), finish);
    if (queue.isEmpty()) {
      tenantTags.values().removeIf(tag -> tag <= virtualTime);
    }
    return start;
  }

  private Runnable refusing(Waiting waiting, Reason reason) {
    Duration wait = estimate(waiting.demand()).orElse(nextTry());
    return () -> waiting.waiter().refused(new Refusal(reason, wait));
  }

  /** When the first node that is left alone is tried again. */
  private Duration nextTry() {
    return Duration.ofNanos(
        nodes.values().stream()
            .mapToLong(node -> node.untilTakes(now()))
            .filter(nanos -> nanos > 0)
            .min()
            .orElse(Duration.ofSeconds(5).toNanos()));
  }

  private long now() {
    return clock.getAsLong();
  }

  private NodeView view(Node node) {
    return new NodeView(
        node.id(),
        node.ready(),
        node.cordoned(),
        node.gone(),
        node.breaker().open(),
        Duration.ofNanos(node.untilTakes(now())).toMillis(),
        node.lastError(),
        node.residencies().stream().map(Pool::view).toList());
  }

  private static ModelView view(Residency r) {
    return new ModelView(
        r.model().name(),
        r.state().name().toLowerCase(Locale.ROOT),
        r.model().slots(),
        r.inFlight(),
        Duration.ofNanos(r.loadNanos()).toMillis(),
        Duration.ofNanos(r.serviceNanos()).toMillis());
  }
}
