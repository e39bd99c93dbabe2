package dev.memary.kg.graph;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Port: the graph database. Every write first locks its space, refuses a forgotten one and raises
 * its version. Every write is idempotent: repeating it changes nothing.
 */
public interface GraphStore {
  /**
   * Creates or replaces the episodes' nodes; returns those that may be searched now (not the
   * forgotten ones).
   */
  List<UUID> index(SpaceKey space, List<GraphEpisode> episodes);

  /**
   * Makes entities and facts of the understandings. One of an older generation than what stands in
   * the graph changes nothing; one of a newer generation replaces what the older one said.
   *
   * @return what stands in the graph now, for the episodes that are not forgotten
   */
  List<Integrated> integrate(SpaceKey space, List<Understanding> understandings);

  /** What stands in the graph for these episodes. */
  List<Integrated> integrated(SpaceKey space, Collection<UUID> episodeIds);

  /** What may answer, unranked. Only from the tenant's living spaces. */
  List<Candidate> candidates(CandidateQuery query);

  /** Who speaks in the space. */
  List<String> speakers(SpaceKey space);

  /** Names of the entities that these episodes mention. */
  Map<UUID, List<String>> entityNames(SpaceKey space, Collection<UUID> episodeIds);

  /** Removes the space for good; returns counts by kind. */
  Map<String, Long> forgetSpace(SpaceKey space);

  /** Removes the episode and what only it supports; returns counts by kind. */
  Map<String, Long> forgetEpisode(SpaceKey space, UUID episodeId);
}
