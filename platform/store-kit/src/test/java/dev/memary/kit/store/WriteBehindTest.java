package dev.memary.kit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WriteBehindTest {
  private final FakeStore store = new FakeStore();
  private final AtomicInteger dropped = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void added_areAllWrittenInOrder_alsoThoseThatWaitWhenItCloses() {
    WriteBehind<String> queue = queue(1_000);
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      entries.add("entry " + i);
    }
    entries.forEach(queue::add);
    queue.close();

    assertThat(store.kept).containsExactlyElementsOf(entries);
    assertThat(dropped).hasValue(0);
  }

  @Test
  void noRoom_dropsAndCounts_andNobodyWaits() {
    store.gate = new CountDownLatch(1);
    WriteBehind<String> queue = queue(10);
    queue.add("entry");
    await().until(() -> store.tries.get() == 1);
    for (int i = 0; i < 15; i++) {
      queue.add("entry");
    }

    assertThat(dropped).hasValue(5);
    store.gate.countDown();
    queue.close();
    assertThat(store.kept).hasSize(11);
  }

  @Test
  void storeDown_triesAgainUntilItIsUp() {
    store.down = 2;
    WriteBehind<String> queue = queue(10);
    queue.add("entry");

    await().until(() -> store.kept.size() == 1);
    assertThat(store.tries).hasValue(3);
    queue.close();
    assertThat(dropped.get() + refused.get()).isZero();
  }

  @Test
  void refusedForGood_countsAndGoesOn() {
    store.poison = true;
    WriteBehind<String> queue = queue(10);
    queue.add("entry");
    await().until(() -> refused.get() == 1);
    store.poison = false;
    queue.add("entry");
    queue.close();

    assertThat(store.kept).hasSize(1);
  }

  private WriteBehind<String> queue(int capacity) {
    return new WriteBehind<>(
        "test-writer",
        store::append,
        capacity,
        new WriteBehind.Losses() {
          @Override
          public void dropped() {
            dropped.incrementAndGet();
          }

          @Override
          public void refused(int count, RuntimeException cause) {
            refused.addAndGet(count);
          }
        });
  }

  private static final class FakeStore {
    final List<String> kept = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger tries = new AtomicInteger();
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile int down;
    volatile boolean poison;

    void append(Collection<String> entries) {
      int attempt = tries.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (attempt <= down) {
        throw new StoreUnavailableException(new IllegalStateException("down"));
      }
      if (poison) {
        throw new IllegalArgumentException("never");
      }
      kept.addAll(entries);
    }
  }
}
