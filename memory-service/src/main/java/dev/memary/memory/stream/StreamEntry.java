package dev.memary.memory.stream;

import java.time.Instant;
import java.util.UUID;

/** One mention of an entity: what, when and in which episode. */
public record StreamEntry(
    UUID entityId, String entity, String type, UUID episodeId, int mentions, Instant at) {}
