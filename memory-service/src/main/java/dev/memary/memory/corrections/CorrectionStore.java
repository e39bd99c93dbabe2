package dev.memary.memory.corrections;

import dev.memary.memory.corrections.Correction.Renaming;
import dev.memary.memory.spaces.Space;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: corrections, in the order they were made. */
public interface CorrectionStore {
  /** So many hold in a space at most. */
  int LIMIT = 1000;

  /**
   * Notes a correction; one that holds already is not noted again. Empty when the space was
   * forgotten meanwhile.
   *
   * @throws TooManyCorrectionsException when {@link #LIMIT} hold already
   */
  Optional<Correction> add(Space space, Renaming renaming, String madeBy);

  Optional<Correction> find(String tenantId, UUID correctionId);

  /**
   * Those of the space, newest first.
   *
   * @param before only those older than this one
   */
  List<Correction> list(Space space, @Nullable UUID before, int limit);

  /** Takes it back; again changes nothing. */
  Optional<Correction> revoke(String tenantId, UUID correctionId, String revokedBy);
}
