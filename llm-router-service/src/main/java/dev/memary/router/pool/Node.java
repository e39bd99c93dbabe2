package dev.memary.router.pool;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One GPU node, as the pool sees it. Not thread-safe. */
final class Node {
  private final String id;
  private final long memoryBytes;
  private final int maxModels;
  private final Breaker breaker = new Breaker();
  private final Map<String, Residency> residencies = new HashMap<>();
  private Set<String> held = Set.of();
  private long busyUntil;
  private long lastUsed;
  private boolean ready;
  private @Nullable String lastError;
  private boolean cordoned;
  private boolean gone;

  /**
   * @param memoryBytes GPU memory; 0 when it is not known
   * @param maxModels models that it holds at most
   * @param ready whether it takes requests already
   */
  Node(String id, long memoryBytes, int maxModels, boolean ready) {
    this.id = id;
    this.memoryBytes = memoryBytes;
    this.maxModels = maxModels;
    this.ready = ready;
  }

  String id() {
    return id;
  }

  Breaker breaker() {
    return breaker;
  }

  boolean cordoned() {
    return cordoned;
  }

  void cordon(boolean on) {
    cordoned = on;
  }

  boolean ready() {
    return ready;
  }

  void becomeReady() {
    ready = true;
  }

  /** Kind of the last failure; null when there was none. */
  @Nullable String lastError() {
    return lastError;
  }

  void failed(String kind) {
    lastError = kind;
  }

  /** When a request began or ended here last. */
  long lastUsed() {
    return lastUsed;
  }

  void used(long now) {
    lastUsed = now;
  }

  boolean gone() {
    return gone;
  }

  void leave() {
    gone = true;
  }

  void busy(long until) {
    busyUntil = until;
  }

  /** Whether it takes new requests at all. */
  boolean takes(long now) {
    return ready && !gone && !cordoned && now >= busyUntil && breaker.admits(now);
  }

  /** How long until it may take new requests again, if it ever does. */
  long untilTakes(long now) {
    return Math.max(breaker.nanosUntilAdmitted(now), Math.max(0, busyUntil - now));
  }

  Residency residency(LocalModel model) {
    return residencies.computeIfAbsent(model.name(), name -> firstAsked(model));
  }

  private Residency firstAsked(LocalModel model) {
    Residency residency = new Residency(model);
    if (held.contains(model.name())) {
      residency.seenHeld();
    }
    return residency;
  }

  Collection<Residency> residencies() {
    return List.copyOf(residencies.values());
  }

  /** Whoever comes back may have learnt new models. */
  void forgetMissing() {
    residencies.values().forEach(residency -> residency.missingUntil(Long.MIN_VALUE));
  }

  int inFlight() {
    return residencies.values().stream().mapToInt(Residency::inFlight).sum();
  }

  /** How long until no load is under way: Ollama loads one model after the other. */
  long untilLoaded(long now) {
    return residencies.values().stream().mapToLong(r -> r.loadLeft(now)).max().orElse(0);
  }

  /** Whether the model fits beside those that are there, without the given ones. */
  boolean fits(LocalModel model, Set<String> without) {
    List<Residency> kept =
        residencies.values().stream()
            .filter(r -> r.takesMemory() && !without.contains(r.model().name()))
            .toList();
    long taken = kept.stream().mapToLong(r -> r.model().memoryBytes()).sum();
    return kept.size() < maxModels
        && (memoryBytes == 0 || kept.isEmpty() || taken + model.memoryBytes() <= memoryBytes);
  }

  /** The node tells which models it holds. */
  void observe(Set<String> names) {
    held = Set.copyOf(names);
    residencies.forEach((name, residency) -> {
      if (held.contains(name)) {
        residency.seenHeld();
      } else {
        residency.seenAbsent();
      }
    });
  }
}
