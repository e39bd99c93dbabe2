package dev.memary.memory.webhooks;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that is told to somebody.
 *
 * @param payload the body as it is sent
 * @param attempts how often it was sent
 * @param lastOutcome what came of the last attempt: a status, or a word for why there was none
 */
public record Delivery(
    UUID id,
    UUID webhookId,
    String event,
    String payload,
    State state,
    int attempts,
    Instant nextAttemptAt,
    @Nullable String lastOutcome,
    Instant createdAt,
    @Nullable Instant finishedAt) {

  /** How far it is. */
  public enum State {
    PENDING,
    DELIVERED,
    GIVEN_UP
  }
}
