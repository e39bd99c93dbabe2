package dev.memary.memory.deadletters;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A letter as it arrives. What it says about itself is not checked yet: its tenant is believed only
 * if the space is that tenant's.
 *
 * @param id the same for the same event of the same consumer, so that a second delivery adds
 *     nothing
 * @param whole false when the payload was cut off or holds what cannot be kept as it is
 */
public record NewLetter(
    UUID id,
    @Nullable String claimedTenant,
    @Nullable UUID spaceId,
    @Nullable UUID episodeId,
    String topic,
    @Nullable String key,
    String payload,
    boolean whole,
    String cause,
    String detail,
    String group,
    @Nullable String traceparent,
    Instant setAsideAt) {}
