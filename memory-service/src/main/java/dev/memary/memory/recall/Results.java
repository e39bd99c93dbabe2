package dev.memary.memory.recall;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What was done at the same time by another thread. */
public final class Results {
  private Results() {}

  /** Its result, or its failure as if it had been done here. */
  public static <T> T of(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for what goes on beside", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("What goes on beside has failed", e);
    }
  }
}
