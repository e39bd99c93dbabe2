package dev.memary.memory.limits;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tenant brings in too much; nothing of the request was recorded. */
public final class IngestRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;
  private final transient @Nullable Quota quota;

  IngestRefusedException(String message, Duration retryAfter, @Nullable Quota quota) {
    super(message, null, false, false);
    this.retryAfter = retryAfter;
    this.quota = quota;
  }

  public Duration retryAfter() {
    return retryAfter;
  }

  /** The quota that is used up, if it is that. */
  public Optional<Quota> quota() {
    return Optional.ofNullable(quota);
  }
}
