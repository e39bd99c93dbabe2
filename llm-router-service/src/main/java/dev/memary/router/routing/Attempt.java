package dev.memary.router.routing;

/**
 * A target that did not answer.
 *
 * @param reason kind of the failure, or why it was not even asked
 */
public record Attempt(String target, String node, String reason) {}
