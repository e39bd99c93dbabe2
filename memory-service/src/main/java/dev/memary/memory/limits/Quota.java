package dev.memary.memory.limits;

import java.time.Duration;

/**
 * What is left.
 *
 * @param limit the most that may come at once
 * @param remaining how much of that is left now
 * @param reset when all of it is there again
 */
public record Quota(long limit, long remaining, Duration reset) {}
