package dev.memary.memory.recall;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Port: recall by words from the system of record, for what the graph does not hold or cannot tell.
 */
public interface TextRecall {
  /** Episodes that share words with the query. */
  List<TextHit> search(RecallQuery query, Scope scope);

  /** The ids of the sessions of this name, at most one in each space. */
  List<UUID> sessions(String tenantId, List<UUID> spaceIds, String name);

  /** Episodes of the query's spaces whose metadata has all these values, at most so many. */
  Set<UUID> withMetadata(RecallQuery query, int limit);

  /** Which episodes to look at. */
  enum Scope {
    /** Those that stage 1 has not reached: read-your-writes. */
    UNINDEXED,
    /** All of them: the graph is not there. */
    ALL
  }

  /** An episode and how well its words fit, 0 to 1. */
  record TextHit(UUID episodeId, double score) {}
}
