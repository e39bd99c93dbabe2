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
 * @param query what found them, in the store's own language; it holds no text of anybody
 */
public record Neighbourhood(Set<UUID> named, List<Relation> relations, String query) {
  /** Nothing the question names is known. */
  public static final Neighbourhood NONE = new Neighbourhood(Set.of(), List.of(), "");

  public Neighbourhood {
    named = Set.copyOf(named);
    relations = List.copyOf(relations);
  }

  /** Both together. */
  public Neighbourhood plus(Neighbourhood other) {
    return new Neighbourhood(
        Stream.concat(named.stream(), other.named.stream()).collect(toUnmodifiableSet()),
        Stream.concat(relations.stream(), other.relations.stream()).toList(),
        query.isEmpty() ? other.query : query);
  }

  /** The same with these relations only. */
  public Neighbourhood of(List<Relation> some) {
    return new Neighbourhood(named, some, query);
  }

  /** The same with what is said of the named entities themselves only. */
  public Neighbourhood ofTheNamed() {
    return of(
        relations.stream()
            .filter(relation ->
                Stream.of(relation.subject(), relation.object())
                    .anyMatch(node -> node != null && named.contains(node.id())))
            .toList());
  }

  /** A fact and what it joins; no object when it is a literal. */
  public record Relation(Candidate fact, String predicate, Node subject, @Nullable Node object) {}

  /** An entity. */
  public record Node(UUID id, String name, String type) {}
}
