package dev.memary.kg.graph;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known around the entities that a question names.
 *
 * @param named ids of those entities
 * @param relations facts at most two steps away from them
 * @param mentions episodes that mention them, and episodes that mention what those do
 * @param query what found them, in the store's own language; it holds no text of anybody
 */
public record Neighbourhood(
    Set<UUID> named, List<Relation> relations, List<Mention> mentions, String query) {
  /** Nothing the question names is known. */
  public static final Neighbourhood NONE = new Neighbourhood(Set.of(), List.of(), List.of(), "");

  public Neighbourhood {
    named = Set.copyOf(named);
    relations = List.copyOf(relations);
    mentions = List.copyOf(mentions);
  }

  /** Both together. */
  public Neighbourhood plus(Neighbourhood other) {
    return new Neighbourhood(
        Stream.concat(named.stream(), other.named.stream()).collect(toUnmodifiableSet()),
        Stream.concat(relations.stream(), other.relations.stream()).toList(),
        Stream.concat(mentions.stream(), other.mentions.stream()).toList(),
        query.isEmpty() ? other.query : query);
  }

  /** The same with these relations and mentions only. */
  public Neighbourhood of(List<Relation> some, List<Mention> someMentions) {
    return new Neighbourhood(named, some, someMentions, query);
  }

  /** A fact and what it joins; no object when it is a literal. */
  public record Relation(Candidate fact, String predicate, Node subject, @Nullable Node object) {}

  /**
   * An episode and those of the entities it mentions that are named, or mentioned seldom enough to
   * lead somewhere.
   */
  public record Mention(Candidate episode, Set<UUID> entities) {
    public Mention {
      entities = Set.copyOf(entities);
    }
  }

  /** An entity. */
  public record Node(UUID id, String name, String type) {}
}
