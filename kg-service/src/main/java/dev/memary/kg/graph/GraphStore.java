package dev.memary.kg.graph;

import dev.memary.kg.integration.Corrections;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Port: the graph database. Every write first locks its space, refuses a forgotten one and raises
 * its version. Every write is idempotent: repeating it changes nothing. What a space holds follows
 * from its episodes and their newest understandings alone, not from the order they came in.
 */
public interface GraphStore {
  /** What some graph databases lack. All else of this port every one has. */
  enum Capability {
    /** Candidates are found by words. */
    FULL_TEXT,

    /** Candidates are found by meaning, those of a space among those of all others. */
    FILTERED_VECTORS
  }

  /**
   * What the database can do. Episodes that it cannot find by words and by meaning are looked for
   * in memory, however many a space has.
   */
  Set<Capability> capabilities();

  /**
   * Creates or replaces the episodes' nodes; returns those that may be searched now (not the
   * forgotten ones).
   */
  default List<UUID> index(SpaceKey space, List<GraphEpisode> episodes) {
    return index(Map.of(space, episodes));
  }

  /** The same for several spaces, which share the price of a transaction. */
  List<UUID> index(Map<SpaceKey, List<GraphEpisode>> episodes);

  /**
   * Makes entities and facts of the understandings. One of an older generation than what stands in
   * the graph changes nothing; one of a newer generation replaces what the older one said.
   *
   * @return what stands in the graph now, for the episodes that are not forgotten
   */
  default List<Integrated> integrate(SpaceKey space, List<Understanding> understandings) {
    return integrate(Map.of(space, understandings));
  }

  /** The same for several spaces, which share the price of a transaction. */
  List<Integrated> integrate(Map<SpaceKey, List<Understanding>> understandings);

  /**
   * From now on these corrections hold in the space, instead of those that did. Episodes that may
   * mean somebody else by them are outdated, until they are integrated again at the generation they
   * have.
   */
  void correct(SpaceKey space, Corrections corrections);

  /** Outdated episodes in the order of their ids, from the one after that. */
  List<UUID> outdated(SpaceKey space, UUID after, int limit);

  /** What stands in the graph for these episodes. */
  default List<Integrated> integrated(SpaceKey space, Collection<UUID> episodeIds) {
    return integrated(Map.of(space, List.copyOf(episodeIds)));
  }

  /** The same for several spaces. */
  List<Integrated> integrated(Map<SpaceKey, List<UUID>> episodeIds);

  /** Where the space stands; empty for one that does not live. */
  default Optional<SpaceState> state(SpaceKey space) {
    return Optional.ofNullable(
        states(space.tenantId(), List.of(space.spaceId())).get(space.spaceId()));
  }

  /** Where those of the spaces stand that live. */
  Map<UUID, SpaceState> states(String tenantId, Collection<UUID> spaceIds);

  /**
   * The space's episodes that were indexed after that version of it, at most so many and one more.
   */
  List<GraphEpisode> episodes(SpaceKey space, long after, int limit);

  /** What may answer, unranked. Only from the tenant's living spaces. */
  List<Candidate> candidates(CandidateQuery query);

  /**
   * Facts around the entities that a question names, those closest to the question first; the
   * query's kinds and words do not matter.
   *
   * @param names normalised names that may stand in the question
   */
  Neighbourhood around(SpaceKey space, List<String> names, CandidateQuery query);

  /** Episodes by their ids, as candidates. */
  List<Candidate> episodes(SpaceKey space, Collection<UUID> ids, CandidateQuery query);

  /** Episodes that mention the entity of this name or alias. */
  Set<UUID> mentioning(SpaceKey space, String name);

  /** Spaces that hold facts or entities without a vector. */
  List<SpaceKey> withUnembedded(int limit);

  /** Facts and entities of the space that have no vector, or one of another text. */
  List<Unembedded> unembedded(SpaceKey space, int limit);

  /** Nodes of the space whose vectors are of another model than this. */
  List<Unembedded> embeddedOtherwise(SpaceKey space, String model, int limit);

  /** Living spaces of all tenants, always in the same order, from the one after that. */
  List<SpaceKey> spaces(@Nullable SpaceKey after, int limit);

  /**
   * Gives nodes their vectors, unless their text has changed meanwhile, and links each entity to
   * those of the same type whose names mean nearly the same: as candidates, nothing is merged.
   */
  void embed(SpaceKey space, Map<Unembedded, float[]> vectors, String model);

  /** Who speaks in the space. */
  List<String> speakers(SpaceKey space);

  /**
   * States of which different things were stated, in the order of their keys.
   *
   * @param after the key of the last one already seen, or an empty string
   */
  List<Conflict> conflicts(SpaceKey space, String after, int limit);

  /**
   * Facts that were learnt, or found to be over, after the one time and up to the other, the
   * earliest first.
   */
  List<DatedFact> changes(SpaceKey space, Instant from, Instant to, int limit);

  /** Names of the entities that these episodes mention. */
  Map<UUID, List<String>> entityNames(SpaceKey space, Collection<UUID> episodeIds);

  /** Removes the space for good; returns counts by kind, the same ones when it is repeated. */
  Map<String, Long> forgetSpace(SpaceKey space);

  /**
   * Removes the episode and what only it supports; returns counts by kind, the same ones when it is
   * repeated.
   */
  Map<String, Long> forgetEpisode(SpaceKey space, UUID episodeId);

  /** Searches for what is left of a space, or of one episode of it; counts by kind. */
  Map<String, Long> residue(SpaceKey space, @Nullable UUID episodeId);

  /**
   * Empties a living space so that it can be rebuilt. Meanwhile its writers get a {@link
   * SpaceBusyException}. When this is interrupted it must be repeated.
   */
  void clear(SpaceKey space);
}
