package dev.memary.memory.ingestion;

import java.util.UUID;

/**
 * What was understood of an episode, kept so that the graph can be rebuilt without asking a model
 * again.
 *
 * @param extractor what extracted it, with its version
 * @param body the extraction as JSON
 */
public record StoredExtraction(
    UUID spaceId, UUID episodeId, int generation, String extractor, String body) {}
