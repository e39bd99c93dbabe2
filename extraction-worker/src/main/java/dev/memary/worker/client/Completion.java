package dev.memary.worker.client;

import dev.memary.worker.understanding.Spent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What llm-router-service makes of a question. */
sealed interface Completion {
  /**
   * A model answered.
   *
   * @param whole false when it was cut off at the most tokens it may take
   */
  record Said(String text, boolean whole, Spent spent) implements Completion {}

  /** The question itself is at fault, or the answer has no end: again it would be the same. */
  record Refused(String reason) implements Completion {}

  /** None answers now. */
  record Silent(String reason, @Nullable Duration retryAfter) implements Completion {}
}
