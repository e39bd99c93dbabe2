package dev.memary.kit.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Entries on their way to the store, written in batches by one thread. Whoever adds one never
 * waits: when the store is down for so long that the queue is full, entries are lost and counted.
 */
public final class WriteBehind<T> implements AutoCloseable {
  private static final int LARGEST_BATCH = 500;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final Consumer<List<T>> store;
  private final Losses losses;
  private final BlockingQueue<T> queue;
  private final Thread writer;
  private volatile boolean closing;

  /** Told of entries that are not kept. */
  public interface Losses {
    /** There was no room. */
    void dropped();

    /** The store refused them for good. */
    void refused(int count, RuntimeException cause);
  }

  /**
   * @param name of the writing thread
   * @param store keeps a batch; throws {@link StoreUnavailableException} when trying again may help
   */
  public WriteBehind(String name, Consumer<List<T>> store, int capacity, Losses losses) {
    this.store = store;
    this.losses = losses;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.writer = Thread.ofVirtual().name(name).start(this::run);
  }

  /** Adds an entry, or drops it when there is no room. */
  public void add(T entry) {
    if (!queue.offer(entry)) {
      losses.dropped();
    }
  }

  /** How many wait. */
  public int size() {
    return queue.size();
  }

  /** Writes what waits and ends; what the store does not take by then is lost. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!writer.join(FAREWELL)) {
        writer.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.forEach(_ -> losses.dropped());
  }

  private void run() {
    try {
      while (!closing || !queue.isEmpty()) {
        List<T> batch = nextBatch();
        if (!batch.isEmpty()) {
          write(batch);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<T> nextBatch() throws InterruptedException {
    List<T> batch = new ArrayList<>();
    T first = queue.poll(100, TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      queue.drainTo(batch, LARGEST_BATCH - 1);
    }
    return batch;
  }

  private void write(List<T> batch) throws InterruptedException {
    while (true) {
      try {
        store.accept(batch);
        return;
      } catch (StoreUnavailableException e) {
        if (closing) {
          losses.refused(batch.size(), e);
          return;
        }
        Thread.sleep(BETWEEN_TRIES);
      } catch (RuntimeException e) {
        losses.refused(batch.size(), e);
        return;
      }
    }
  }
}
