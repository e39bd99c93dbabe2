package dev.memary.router.pool;

import java.util.ArrayList;
import java.util.List;

/** A model on a node: held, being loaded, or only remembered. Not thread-safe. */
final class Residency {
  private final LocalModel model;
  private final Average load;
  private final Average service;
  private final List<Long> started = new ArrayList<>();
  private State state = State.ABSENT;
  private long loadBegan;
  private long lastUsed;
  private long missingUntil = Long.MIN_VALUE;

  enum State {
    ABSENT,
    LOADING,
    HELD
  }

  Residency(LocalModel model) {
    this.model = model;
    this.load = new Average(model.typicalLoad().toNanos());
    this.service = new Average(model.typicalService().toNanos());
  }

  LocalModel model() {
    return model;
  }

  State state() {
    return state;
  }

  boolean takesMemory() {
    return state != State.ABSENT;
  }

  /** Whether the node has said that it does not have the model, not long ago. */
  boolean missing(long now) {
    return now < missingUntil;
  }

  void missingUntil(long until) {
    missingUntil = until;
  }

  boolean idle() {
    return started.isEmpty();
  }

  int inFlight() {
    return started.size();
  }

  boolean slotFree() {
    return started.size() < model.slots();
  }

  long lastUsed() {
    return lastUsed;
  }

  long loadNanos() {
    return load.nanos();
  }

  long serviceNanos() {
    return service.nanos();
  }

  /** How long a load that is under way still takes; a late one is taken to end soon. */
  long loadLeft(long now) {
    return state == State.LOADING
        ? Math.max(load.nanos() / 10, load.nanos() - (now - loadBegan))
        : 0;
  }

  /** How long until the first of the requests under way has ended. */
  long untilSlotFree(long now) {
    if (slotFree()) {
      return 0;
    }
    return loadLeft(now) + left(now, started.getFirst());
  }

  /** How long until all of them have. */
  long untilIdle(long now) {
    return started.isEmpty() ? 0 : loadLeft(now) + left(now, started.getLast());
  }

  private long left(long now, long since) {
    return Math.max(service.nanos() / 10, service.nanos() - (now - since));
  }

  void begin(long now) {
    if (state == State.ABSENT) {
      state = State.LOADING;
      loadBegan = now;
    }
    started.add(now);
    lastUsed = now;
  }

  /** Returns whether this ended a load. */
  boolean firstToken(long now) {
    boolean loaded = state == State.LOADING;
    if (loaded) {
      load.add(now - loadBegan);
      state = State.HELD;
    }
    return loaded;
  }

  void end(long began, long now, boolean answered, boolean cold) {
    started.remove(began);
    lastUsed = now;
    if (answered && !cold) {
      service.add(now - began);
    }
    if (state == State.LOADING && started.isEmpty()) {
      state = State.ABSENT;
    }
  }

  void evicted() {
    state = State.ABSENT;
  }

  /** The node says that it holds the model; a load that this router began stays one. */
  void seenHeld() {
    if (state == State.ABSENT) {
      state = State.HELD;
    }
  }

  /** The node says that it does not. */
  void seenAbsent() {
    if (state == State.HELD && started.isEmpty()) {
      state = State.ABSENT;
    }
  }
}
