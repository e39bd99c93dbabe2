package dev.memary.agent.memory;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is remembered about a space. */
public interface Memory {
  /**
   * Records episodes; they are durable when this returns.
   *
   * @return their ids, in order
   * @throws AlreadyRecordedException when the key stands for something else, or for what was
   *     forgotten
   * @throws MemoryBusyException when nothing more of this tenant is taken now
   * @throws MemoryUnavailableException when nothing can be recorded now
   */
  List<UUID> record(Asker asker, Recording recording);

  /**
   * What a model should know before it answers.
   *
   * @throws MemoryUnavailableException when memory cannot be asked now
   */
  ContextBlock context(Asker asker, ContextQuestion question);

  /**
   * A question to memory.
   *
   * @param session whose newest messages belong to the context, or null
   * @param excluded memories that must not come back
   */
  record ContextQuestion(String query, @Nullable String session, List<UUID> excluded) {
    public ContextQuestion {
      excluded = List.copyOf(excluded);
    }
  }

  /** Memory cannot do now what is asked of it. */
  class MemoryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MemoryUnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** More is recorded than the tenant may; memory takes it later. */
  final class MemoryBusyException extends MemoryUnavailableException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public MemoryBusyException(Duration retryAfter, Throwable cause) {
      super("memory-service does not take more now", cause);
      this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** The key was used before, for other words or for some that were forgotten since. */
  final class AlreadyRecordedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AlreadyRecordedException(Throwable cause) {
      super("recorded before under the same key", cause);
    }
  }
}
