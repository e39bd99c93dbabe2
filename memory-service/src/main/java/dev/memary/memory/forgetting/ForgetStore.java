package dev.memary.memory.forgetting;

import dev.memary.memory.spaces.SpaceName;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Port: tombstones, deletion of rows and the outgoing event in one transaction. */
public interface ForgetStore {
  /** Forgets a space; empty when there is no such living space. */
  Optional<Receipt> forgetSpace(String tenantId, SpaceName name, @Nullable String traceparent);

  /** Forgets one episode; empty when there is none. */
  Optional<Receipt> forgetEpisode(String tenantId, UUID episodeId, @Nullable String traceparent);

  Optional<Receipt> receipt(String tenantId, UUID receiptId);

  /**
   * The graph says what it removed, and what a search afterwards still found there. Repeating it
   * changes what is left, never what was removed. Searches the own store again, too.
   *
   * @param left null from senders that do not search
   */
  void acknowledge(
      String tenantId, UUID receiptId, Map<String, Long> removed, @Nullable Map<String, Long> left);

  /** Both stores were searched again: the graph with this result, the own one now. */
  void searched(String tenantId, UUID receiptId, Map<String, Long> leftInGraph);
}
