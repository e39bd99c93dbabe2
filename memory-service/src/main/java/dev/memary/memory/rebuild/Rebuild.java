package dev.memary.memory.rebuild;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild and how far it is.
 *
 * @param spaceName the space of {@link Scope#SPACE}
 * @param episodes how many there are to replay
 * @param replayed how many were given to the two stages again
 * @param remaining how many are not yet both searchable and understood again
 */
public record Rebuild(
    UUID id,
    Scope scope,
    @Nullable String spaceName,
    State state,
    long episodes,
    long replayed,
    long remaining,
    Instant startedAt,
    @Nullable Instant finishedAt) {

  /** How much of the graph. */
  public enum Scope {
    SPACE,
    TENANT,
    ALL
  }

  /** Whether it goes on. */
  public enum State {
    RUNNING,
    DONE,
    CANCELLED
  }
}
