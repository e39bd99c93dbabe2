package dev.memary.memory.episodes;

/** An idempotency key came back with a different request. */
public class IdempotencyConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public IdempotencyConflictException() {
    super("The Idempotency-Key was used for a different request", null, false, false);
  }
}
