package dev.memary.memory.forgetting;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: searches the graph for what should be gone. */
public interface GraphResidue {
  /**
   * What stands there of the space, or of the one episode: counts by kind.
   *
   * @throws UnavailableException when the graph cannot be searched now
   */
  Map<String, Long> of(String tenantId, UUID spaceId, @Nullable UUID episodeId);

  /** The graph cannot be searched now. */
  class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
