package dev.memary.router.routing;

import java.time.Duration;

/**
 * How long is waited for what, within the client's own deadline.
 *
 * @param queue for a slot
 * @param firstToken for the first content; a cold load comes on top
 * @param betweenTokens from one piece to the next
 * @param spillAfter a wait for a slot that is expected to be longer than this goes to the next
 *     target, where there is one
 * @param retries how often the last target is asked again when asking again may help
 * @param firstPause before the first of these; it doubles from one to the next
 */
public record Limits(
    Duration queue,
    Duration firstToken,
    Duration betweenTokens,
    Duration spillAfter,
    int retries,
    Duration firstPause) {}
