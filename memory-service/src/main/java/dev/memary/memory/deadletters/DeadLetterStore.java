package dev.memary.memory.deadletters;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: dead letters, and their way back into the pipeline. */
public interface DeadLetterStore {
  /** Keeps the letter, unless it is already there or is about something that was forgotten. */
  void keep(NewLetter letter);

  /** Newest first. */
  List<DeadLetter> list(Viewer viewer, LetterFilter filter, @Nullable Position after, int limit);

  Optional<DeadLetter> find(Viewer viewer, UUID id);

  /** Sends the event out again, in the transaction that marks the letter. Empty: no such letter. */
  Optional<Resolution> replay(Viewer viewer, UUID id);

  /** Sends out again whatever open letters match and can be replayed; returns how many. */
  long replayAll(Viewer viewer, LetterFilter filter);

  /** Nothing will be done about the letter. Empty: no such letter. */
  Optional<Resolution> discard(Viewer viewer, UUID id);

  /** Letters that nobody has dealt with yet, of all tenants. */
  long open();

  /** What came of replaying or discarding. */
  enum Resolution {
    DONE,
    ALREADY_RESOLVED,
    NOT_REPLAYABLE
  }

  /** A place in the list. */
  record Position(Instant setAsideAt, UUID id) {}
}
