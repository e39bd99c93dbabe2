package dev.memary.memory.episodes;

import dev.memary.memory.spaces.SpaceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Episodes of one session to be recorded together or not at all.
 *
 * @param subject the credential behind the request; idempotency keys are its own
 * @param infer false when they are to be searchable but not understood
 * @param requestHash tells whether a repeated key came with the same request
 */
public record RecordRequest(
    String tenantId,
    String subject,
    SpaceName space,
    String session,
    List<NewEpisode> episodes,
    boolean infer,
    @Nullable String idempotencyKey,
    String requestHash,
    @Nullable String traceparent) {

  public RecordRequest {
    if (episodes.isEmpty()) {
      throw new IllegalArgumentException("nothing to record");
    }
    episodes = List.copyOf(episodes);
  }
}
