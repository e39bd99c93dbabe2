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

  /** A store says what it removed. Repeating it changes nothing. */
  void acknowledge(String tenantId, UUID receiptId, String store, Map<String, Long> removed);
}
