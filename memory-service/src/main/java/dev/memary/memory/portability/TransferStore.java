package dev.memary.memory.portability;

import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: exports and imports, and how far they are. */
public interface TransferStore {
  /** An export that runs; empty when the space was forgotten meanwhile. */
  Optional<Transfer> export(Space space, String format, String requestedBy);

  /**
   * An import whose file is being received, into a space that is made if it is not there.
   *
   * @param object the file in object storage, or null when it is sent along
   */
  Transfer importInto(
      String tenantId, SpaceName space, @Nullable ObjectKey object, String requestedBy);

  Optional<Transfer> find(String tenantId, UUID transferId);

  /** The file is there and can be read: the import runs. */
  Transfer run(Transfer received, String format, long parts);

  /**
   * Takes up one that waits, or whose worker has not been heard of for the time of a lease.
   *
   * @param lease how long it is the caller's without a sign of life
   */
  Optional<Transfer> claim(Duration lease);

  /** A sign of life, with how far an export is; false when it is no longer to be worked on. */
  boolean goesOn(Transfer transfer, Duration lease, long written);

  /** It is through; false when it was not to be worked on any longer. */
  boolean done(Transfer transfer, long bytes);

  void failed(Transfer transfer, String why);

  /**
   * Those that are over and whose object is not needed any more: exports that were finished so long
   * ago, and imports whose file was sent along.
   */
  List<Transfer> withObjectsToRemove(Duration exportsKept, int limit);

  /** Where exports of the space lay, or still lie, that were removed then or later. */
  List<ObjectKey> removedExports(String tenantId, UUID spaceId, Instant since);

  /** Its object is gone. */
  void objectRemoved(Transfer over);
}
