package dev.memary.router.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An Ollama node on a virtual clock, as its scheduler behaves: a model that is there works on its
 * slots' worth of requests and queues the rest; requests that need a load wait one behind the
 * other; a load waits until enough idle models can go.
 */
final class SimulatedNode {
  private final String id;
  private final VirtualTime time;
  private final long memoryBytes;
  private final Map<String, Loaded> loaded = new LinkedHashMap<>();
  private final Deque<Job> needLoad = new ArrayDeque<>();
  private boolean loading;
  private int loads;
  private int connections;

  /** A request: what it asks for and how long the answer takes from its first token on. */
  record Job(LocalModel model, long prefill, long generation, Runnable firstToken, Runnable end) {}

  private static final class Loaded {
    final LocalModel model;
    final Deque<Job> queue = new ArrayDeque<>();
    int inFlight;
    long lastUsed;

    Loaded(LocalModel model) {
      this.model = model;
    }

    boolean idle() {
      return inFlight == 0 && queue.isEmpty();
    }
  }

  SimulatedNode(String id, VirtualTime time, long memoryBytes) {
    this.id = id;
    this.time = time;
    this.memoryBytes = memoryBytes;
  }

  String id() {
    return id;
  }

  int loads() {
    return loads;
  }

  int connections() {
    return connections;
  }

  void send(Job job) {
    connections++;
    Loaded there = loaded.get(job.model().name());
    if (there != null) {
      there.queue.add(job);
      work(there);
    } else {
      needLoad.add(job);
      loadNext();
    }
  }

  private void work(Loaded there) {
    while (there.inFlight < there.model.slots() && !there.queue.isEmpty()) {
      Job job = there.queue.poll();
      there.inFlight++;
      time.after(job.prefill(), job.firstToken());
      time.after(job.prefill() + job.generation(), () -> ended(there, job));
    }
  }

  private void ended(Loaded there, Job job) {
    there.inFlight--;
    there.lastUsed = time.now();
    connections--;
    work(there);
    loadNext();
    job.end().run();
  }

  private void loadNext() {
    if (loading || needLoad.isEmpty()) {
      return;
    }
    LocalModel model = needLoad.peek().model();
    Loaded there = loaded.get(model.name());
    if (there != null) {
      there.queue.add(needLoad.poll());
      work(there);
      loadNext();
      return;
    }
    if (!makeRoom(model)) {
      return;
    }
    loading = true;
    loads++;
    time.after(
        model.typicalLoad().toNanos(),
        () -> {
          loading = false;
          loaded.put(model.name(), new Loaded(model));
          loadNext();
        });
  }

  private boolean makeRoom(LocalModel model) {
    Map<String, Loaded> kept = new HashMap<>(loaded);
    while (used(kept) + model.memoryBytes() > memoryBytes) {
      Loaded oldest =
          kept.values().stream()
              .filter(Loaded::idle)
              .min((a, b) -> Long.compare(a.lastUsed, b.lastUsed))
              .orElse(null);
      if (oldest == null) {
        return false;
      }
      kept.remove(oldest.model.name());
    }
    loaded.keySet().retainAll(kept.keySet());
    return true;
  }

  private static long used(Map<String, Loaded> models) {
    return models.values().stream().mapToLong(l -> l.model.memoryBytes()).sum();
  }
}
