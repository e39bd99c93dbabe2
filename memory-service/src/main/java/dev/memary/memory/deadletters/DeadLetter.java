package dev.memary.memory.deadletters;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that a consumer set aside.
 *
 * @param tenantId empty when it cannot be told
 * @param topic where it came from, and goes again when it is replayed
 * @param cause a code: {@code unreadable}, {@code refused} or {@code retries_exhausted}
 * @param group the consumer group that set it aside
 * @param state open, replayed or discarded
 * @param resolvedBy the credential that replayed or discarded it
 */
public record DeadLetter(
    UUID id,
    String tenantId,
    @Nullable UUID spaceId,
    @Nullable UUID episodeId,
    String topic,
    String payload,
    boolean replayable,
    String cause,
    String detail,
    String group,
    @Nullable String traceparent,
    Instant setAsideAt,
    String state,
    @Nullable Instant resolvedAt,
    @Nullable String resolvedBy) {}
