package dev.memary.llmdouble;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is on the GPU. As with Ollama, one loop does all loads, one after the other; what needs one
 * waits in a bounded queue, what finds its model resident waits at the model's slots without bound.
 * A load that lacks memory evicts the idle model that was used least recently, and waits while none
 * is idle, whoever waits behind it.
 */
final class Scheduler {
  private final OllamaSettings settings;
  private final BlockingQueue<Pending> pending;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Runner> resident = new LinkedHashMap<>();
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicInteger reloads = new AtomicInteger();
  private final AtomicInteger evictions = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private long uses;

  Scheduler(OllamaSettings settings) {
    this.settings = settings;
    this.pending = new ArrayBlockingQueue<>(settings.maxQueue());
  }

  /** The loop; until it is interrupted. */
  void run() {
    try {
      while (true) {
        Pending next = pending.take();
        try {
          next.granted().complete(serve(next));
        } catch (Refusal e) {
          next.granted().completeExceptionally(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the model is resident; it stays so until the lease is given back. */
  Lease resident(Wish wish) throws Refusal, InterruptedException {
    waiting.incrementAndGet();
    try {
      return new Lease(resident(() -> join(wish)));
    } finally {
      waiting.decrementAndGet();
    }
  }

  void expire(String model) {
    locked(() -> {
      Runner runner = resident.get(model);
      if (runner != null) {
        runner.keepAlive = Duration.ZERO;
        leave(runner);
      }
      return null;
    });
  }

  /** Resident and loading models. */
  List<Resident> residents() {
    return locked(() -> {
      dropExpired();
      return resident.values().stream().map(Runner::seen).toList();
    });
  }

  int loads() {
    return loads.get();
  }

  int reloads() {
    return reloads.get();
  }

  int evictions() {
    return evictions.get();
  }

  int waiting() {
    return waiting.get();
  }

  void forget() {
    loads.set(0);
    reloads.set(0);
    evictions.set(0);
  }

  private Runner resident(Joining joining) throws Refusal, InterruptedException {
    try {
      return joining.join().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Refusal refusal ? refusal : Refusal.outOfMemory();
    }
  }

  private CompletableFuture<Runner> join(Wish wish) throws Refusal {
    lock.lock();
    try {
      dropExpired();
      Runner runner = resident.get(wish.model().name());
      if (runner != null && runner.options.equals(wish.options())) {
        runner.use(wish, ++uses);
        return runner.loaded;
      }
      Pending next = new Pending(wish, new CompletableFuture<>());
      if (!pending.offer(next)) {
        throw Refusal.busy();
      }
      return next.granted();
    } finally {
      lock.unlock();
    }
  }

  private Runner serve(Pending next) throws Refusal, InterruptedException {
    Wish wish = next.wish();
    Runner runner = reserve(wish);
    if (runner.loaded.isDone()) {
      return runner;
    }
    Thread.sleep(wish.model().loadTime().plus(wish.delay()));
    loads.incrementAndGet();
    runner.loaded.complete(runner);
    return runner;
  }

  private Runner reserve(Wish wish) throws Refusal, InterruptedException {
    OllamaModel model = wish.model();
    lock.lock();
    try {
      Runner before = resident.get(model.name());
      if (before != null && !before.options.equals(wish.options())) {
        reload(before);
      } else if (before != null) {
        before.use(wish, ++uses);
        return before;
      }
      if (model.sizeVram() > settings.gpuMemory()) {
        throw Refusal.outOfMemory();
      }
      makeRoom(model.sizeVram());
      Runner runner = new Runner(wish, slots(model), settings.keepAlive());
      runner.use(wish, ++uses);
      resident.put(model.name(), runner);
      return runner;
    } finally {
      lock.unlock();
    }
  }

  private void reload(Runner runner) throws InterruptedException {
    while (runner.users > 0) {
      changed.await();
    }
    resident.remove(runner.model.name(), runner);
    reloads.incrementAndGet();
  }

  private void makeRoom(long bytes) throws InterruptedException {
    while (used() + bytes > settings.gpuMemory()) {
      Optional<Runner> idle =
          resident.values().stream()
              .filter(runner -> runner.users == 0)
              .min(Comparator.comparingLong(runner -> runner.lastUse));
      if (idle.isPresent()) {
        resident.remove(idle.get().model.name());
        evictions.incrementAndGet();
      } else {
        changed.await();
      }
    }
  }

  private long used() {
    return resident.values().stream().mapToLong(runner -> runner.model.sizeVram()).sum();
  }

  /** Embedding models answer one request at a time, whatever the setting says. */
  private int slots(OllamaModel model) {
    return model.can("completion") ? settings.parallel() : 1;
  }

  private void leave(Runner runner) {
    runner.expires = Instant.now().plus(runner.keepAlive);
    if (runner.users == 0 && runner.keepAlive.isZero()) {
      resident.remove(runner.model.name(), runner);
    }
    changed.signalAll();
  }

  private void dropExpired() {
    Instant now = Instant.now();
    resident.values().removeIf(r -> r.users == 0 && r.expires.isBefore(now));
  }

  private <T extends @Nullable Object> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** A model with the options of a request, and what delays its load beside its own time. */
  record Wish(
      OllamaModel model, LoadOptions options, @Nullable Duration keepAlive, Duration delay) {}

  /** What {@code /api/ps} tells of a model. */
  record Resident(OllamaModel model, int numCtx, Instant expires) {}

  private record Pending(Wish wish, CompletableFuture<Runner> granted) {}

  private interface Joining {
    CompletableFuture<Runner> join() throws Refusal;
  }

  /** A model on the GPU; what changes is guarded by the scheduler's lock. */
  private static final class Runner {
    final OllamaModel model;
    final LoadOptions options;
    final Semaphore slots;
    final CompletableFuture<Runner> loaded = new CompletableFuture<>();
    Duration keepAlive;
    Instant expires;
    int users;
    long lastUse;

    Runner(Wish wish, int slots, Duration keepAlive) {
      this.model = wish.model();
      this.options = wish.options();
      this.slots = new Semaphore(slots, true);
      this.keepAlive = keepAlive;
      this.expires = Instant.now().plus(keepAlive);
    }

    void use(Wish wish, long use) {
      users++;
      lastUse = use;
      if (wish.keepAlive() != null) {
        keepAlive = wish.keepAlive();
      }
    }

    Resident seen() {
      return new Resident(model, options.numCtx(), expires);
    }
  }

  /** A place at a resident model, and one of its slots once that was asked for. */
  final class Lease implements AutoCloseable {
    private final Runner runner;
    private boolean slot;
    private boolean open = true;

    private Lease(Runner runner) {
      this.runner = runner;
    }

    int numCtx() {
      return runner.options.numCtx();
    }

    void takeSlot() throws InterruptedException {
      waiting.incrementAndGet();
      try {
        runner.slots.acquire();
        slot = true;
      } finally {
        waiting.decrementAndGet();
      }
    }

    @Override
    public void close() {
      if (!open) {
        return;
      }
      open = false;
      if (slot) {
        runner.slots.release();
      }
      locked(() -> {
        runner.users--;
        leave(runner);
        return null;
      });
    }
  }
}
