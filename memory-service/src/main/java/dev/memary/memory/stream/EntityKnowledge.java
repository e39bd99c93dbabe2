package dev.memary.memory.stream;

import java.time.Instant;
import java.util.UUID;

/**
 * How well an entity is known.
 *
 * @param count mentions over all episodes
 * @param episodes how many episodes mention it
 * @param score frequency x recency: {@code ln(1 + count) * 0.5^(age / 30 days)}, age counted from
 *     the newest mention in the space, so that it does not decay while nobody speaks
 */
public record EntityKnowledge(
    UUID id,
    String name,
    String type,
    long count,
    long episodes,
    Instant firstMentionedAt,
    Instant lastMentionedAt,
    double score) {}
