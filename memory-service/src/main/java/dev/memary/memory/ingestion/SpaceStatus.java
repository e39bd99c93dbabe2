package dev.memary.memory.ingestion;

/**
 * How far a space has come, in episodes.
 *
 * @param pending not yet both searchable and understood
 */
public record SpaceStatus(long episodes, long pending, long failed, long rejected) {}
