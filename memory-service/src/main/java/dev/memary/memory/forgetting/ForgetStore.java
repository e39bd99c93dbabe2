package dev.memary.memory.forgetting;

import dev.memary.memory.spaces.SpaceName;
import java.time.Duration;
import java.util.List;
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
   * A store says what it removed, and what a search afterwards still found there. Repeating it
   * changes what is left, never what was removed. Searches the own store again, too.
   *
   * @param left null from senders that do not search
   */
  void acknowledge(
      String tenantId,
      UUID receiptId,
      String store,
      Map<String, Long> removed,
      @Nullable Map<String, Long> left);

  /**
   * Erasures that object storage has yet to follow, or has to be searched for once more.
   *
   * @param searchedAgainAfter when whatever was being written at that time has ended
   */
  List<Receipt> openInObjects(Duration searchedAgainAfter, int limit);

  /** Both stores were searched again: the graph with this result, the own one now. */
  void searched(String tenantId, UUID receiptId, Map<String, Long> leftInGraph);
}
