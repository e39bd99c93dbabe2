package dev.memary.agent.memory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One memory recalled for a question.
 *
 * @param speaker who said it; null when it is a fact and nobody's words
 * @param score 0 to 1, comparable within one recall only
 * @param echo whether it was itself an answer quoted from memory
 */
public record Evidence(
    UUID id,
    String text,
    @Nullable String speaker,
    Instant occurredAt,
    double score,
    boolean echo) {}
