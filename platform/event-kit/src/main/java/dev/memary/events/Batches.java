package dev.memary.events;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Work on batches in which one bad element must not hold up the others. */
public final class Batches {
  private Batches() {}

  /**
   * Does the work on the whole batch; when that fails hopelessly, on ever smaller parts, until the
   * bad element is alone and set aside. Failures that may pass are thrown on, for the caller to try
   * the batch again: the work must be idempotent.
   */
  public static <T> void process(
      List<T> batch,
      Consumer<List<T>> work,
      Predicate<RuntimeException> hopeless,
      BiConsumer<T, RuntimeException> setAside) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      work.accept(batch);
    } catch (RuntimeException e) {
      if (!hopeless.test(e)) {
        throw e;
      }
      if (batch.size() == 1) {
        setAside.accept(batch.getFirst(), e);
      } else {
        int middle = batch.size() / 2;
        process(batch.subList(0, middle), work, hopeless, setAside);
        process(batch.subList(middle, batch.size()), work, hopeless, setAside);
      }
    }
  }
}
