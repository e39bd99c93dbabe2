package dev.memary.memory.summaries;

import java.util.List;
import java.util.UUID;

/**
 * What the older messages of a session are about.
 *
 * @param lines to be shown
 * @param madeBy the model that made it, or {@code extract} when its sentences were picked out
 * @param episodeIds the messages it tells of
 */
public record SessionSummary(List<String> lines, String madeBy, List<UUID> episodeIds) {}
