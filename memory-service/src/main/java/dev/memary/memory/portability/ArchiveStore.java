package dev.memary.memory.portability;

import dev.memary.memory.spaces.Space;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: the system of record, read and written as parts. */
public interface ArchiveStore {
  /** Sessions in the order they began, from the one after that name. */
  List<Part.Session> sessions(Space space, @Nullable String after, int limit);

  /** Corrections in the order they were made, also those that were taken back. */
  List<Part.Correction> corrections(Space space);

  /** Episodes in the order they were recorded, from the one after that id. */
  List<Part.Episode> episodes(Space space, @Nullable UUID after, int limit);

  /** Whether the space was not forgotten. */
  boolean isAlive(Space space);

  /**
   * Brings parts in and notes, in the same transaction, that the import has come so far.
   *
   * @param parts what follows the import's position
   * @return the import as it is then; empty when it is no longer to be worked on
   * @throws dev.memary.memory.corrections.TooManyCorrectionsException when the space has as many as
   *     it can
   */
  Optional<Transfer> add(Transfer running, List<Part> parts, Duration lease);

  /** Whether so many episodes of the tenant wait for the stages that imports should pause. */
  boolean isBusy(String tenantId);
}
