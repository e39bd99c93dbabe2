package dev.memary.router.routing;

import dev.memary.router.chat.ProviderFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nobody has answered. */
public final class NoAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;
  private final transient List<Attempt> attempts;
  private final transient @Nullable Duration retryAfter;
  private final transient @Nullable ProviderFailure last;

  /** Why, in the order in which they are told. */
  public enum Reason {
    /** Nothing is configured that could answer. */
    NO_TARGET,
    /** The request is at fault. */
    REFUSED,
    /** No model reads a prompt that long. */
    CONTEXT_EXCEEDED,
    /** As many wait as may. */
    QUEUE_FULL,
    /** Not before the deadline. */
    TOO_LATE,
    /** All that could have answered have failed. */
    ALL_FAILED
  }

  NoAnswerException(
      Reason reason,
      List<Attempt> attempts,
      @Nullable Duration retryAfter,
      @Nullable ProviderFailure last) {
    super(reason.name(), null, false, false);
    this.reason = reason;
    this.attempts = List.copyOf(attempts);
    this.retryAfter = retryAfter;
    this.last = last;
  }

  public Reason reason() {
    return reason;
  }

  public List<Attempt> attempts() {
    return attempts;
  }

  /** When it is worth to ask again, as far as that can be told. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Whether the last that was asked does not have the model. */
  public boolean modelMissing() {
    return last instanceof ProviderFailure.ModelMissing;
  }

  /** What went wrong last. */
  public Optional<ProviderFailure> last() {
    return Optional.ofNullable(last);
  }
}
