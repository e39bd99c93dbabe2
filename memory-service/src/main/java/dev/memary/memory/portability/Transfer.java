package dev.memary.memory.portability;

import dev.memary.memory.spaces.Space;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A space on its way to object storage or in from a file.
 *
 * @param total of an import, how many parts its file has; of an export, how many episodes the space
 *     had
 * @param position how many of them are through
 * @param added of an import: episodes that were new
 * @param known of an import: episodes that were there already, or were deleted there
 * @param failure why it failed, to be shown
 */
public record Transfer(
    UUID id,
    Space space,
    Kind kind,
    State state,
    String format,
    ObjectKey object,
    long total,
    long position,
    long added,
    long known,
    long bytes,
    @Nullable String failure,
    int attempts,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant finishedAt) {

  /** Which way. */
  public enum Kind {
    EXPORT,
    IMPORT
  }

  /** How far: the object of an export that is {@code REMOVED} was deleted. */
  public enum State {
    RECEIVING,
    RUNNING,
    DONE,
    FAILED,
    REMOVED
  }
}
