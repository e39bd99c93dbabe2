package dev.memary.memory.episodes;

import java.util.List;
import java.util.UUID;

/**
 * What was recorded, durably.
 *
 * @param eventId asks for the progress of all of them
 * @param memoryIds one for each episode of the request, in its order; a known one keeps its id
 */
public record Recorded(UUID eventId, List<UUID> memoryIds) {}
