package dev.memary.router.pool;

import java.time.Duration;

/**
 * Why a demand was not met.
 *
 * @param retryAfter when it is worth to ask again, as the pool expects it
 */
public record Refusal(Reason reason, Duration retryAfter) {
  /** The reasons, as metrics and errors name them. */
  public enum Reason {
    /** No node serves the model now. */
    NO_NODE,
    /** As many wait as may. */
    QUEUE_FULL,
    /** No slot will be free, or none was, before the deadline. */
    TOO_LATE
  }
}
