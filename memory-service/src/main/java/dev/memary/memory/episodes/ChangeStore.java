package dev.memary.memory.episodes;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: memories are changed, and what they were is kept. */
public interface ChangeStore {
  /**
   * Changes a memory. Another text or time is indexed and understood again; a change that changes
   * nothing makes no version.
   *
   * @return the memory as it is now; empty when there is none
   * @throws VersionConflictException when it is no longer in the expected version
   */
  Optional<Episode> change(String tenantId, Change change, @Nullable String traceparent);

  /** All versions of a memory, the newest first. */
  List<Version> history(String tenantId, UUID episodeId);

  /** Somebody else has changed the memory meanwhile. */
  class VersionConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int present;

    public VersionConflictException(int present) {
      super("The memory is in another version", null, false, false);
      this.present = present;
    }

    /** The version it is in. */
    public int present() {
      return present;
    }
  }
}
