package dev.memary.kg.graph;

/**
 * A node that has no vector, or one of another model.
 *
 * @param key of the node within its space
 * @param text what is to be embedded: "Speaker: text", the fact's statement, the entity's name
 */
public record Unembedded(Candidate.Kind kind, String key, String text) {}
