package dev.memary.kg.graph;

/**
 * A fact or an entity that has no vector yet.
 *
 * @param key of the node within its space
 * @param text what is to be embedded: the fact's statement, the entity's name
 */
public record Unembedded(Candidate.Kind kind, String key, String text) {}
