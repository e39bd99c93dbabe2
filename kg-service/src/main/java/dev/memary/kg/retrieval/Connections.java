package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.Neighbourhood;
import dev.memary.kg.graph.Neighbourhood.Relation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Personalised PageRank (Haveliwala 2002; over entities and facts as in HippoRAG, Gutiérrez et al.
 * 2024) from the entities that a question names: a walker goes from an entity to its facts, to
 * those rather that have to do with the question, and on to what they join. What lies between
 * several named entities is visited from each of them.
 */
final class Connections {
  private static final double DAMPING = 0.8;
  private static final int STEPS = 12;

  /** How strongly a walker prefers the facts that have to do with the question. */
  private static final double PREFERENCE = 2;

  private final Neighbourhood neighbourhood;
  private final double[] relevance;
  private final Map<UUID, List<Integer>> factsOf = new HashMap<>();
  private final double[] facts;

  /**
   * @param terms of the question
   */
  Connections(Neighbourhood neighbourhood, Set<String> terms, TermAnalyzer analyzer) {
    this.neighbourhood = neighbourhood;
    List<Relation> relations = neighbourhood.relations();
    this.relevance = relevance(relations, terms, analyzer);
    for (int i = 0; i < relations.size(); i++) {
      for (UUID entity : joined(relations.get(i))) {
        factsOf.computeIfAbsent(entity, e -> new ArrayList<>()).add(i);
      }
    }
    this.facts = walk();
  }

  private static double[] relevance(
      List<Relation> relations, Set<String> terms, TermAnalyzer analyzer) {
    double[] meaning = Zscores.of(relations.stream().mapToDouble(r -> r.fact().similarity()));
    double[] words =
        Zscores.of(
            relations.stream()
                .mapToDouble(r ->
                    analyzer.terms(r.fact().text()).stream()
                        .distinct()
                        .filter(terms::contains)
                        .count()));
    double[] relevance = new double[relations.size()];
    Arrays.setAll(relevance, i -> Math.exp(PREFERENCE * (meaning[i] + words[i]) / 2));
    return relevance;
  }

  private static List<UUID> joined(Relation relation) {
    UUID subject = relation.subject().id();
    return relation.object() == null || relation.object().id().equals(subject)
        ? List.of(subject)
        : List.of(subject, relation.object().id());
  }

  /** How much of a walker's time goes to each fact, and to each episode by its facts. */
  Map<UUID, Double> visits() {
    return visits(relation -> true);
  }

  /**
   * The same without what is said of the one entity that is named: that shares its name with the
   * question, and needs no graph to be found.
   */
  Map<UUID, Double> visitsBeyond() {
    return visits(relation ->
        neighbourhood.named().size() != 1
            || joined(relation).stream().noneMatch(neighbourhood.named()::contains));
  }

  private double[] walk() {
    double[] facts = new double[relevance.length];
    Map<UUID, Double> entities = start();
    for (int step = 0; step < STEPS && !entities.isEmpty(); step++) {
      double[] reached = reached(entities);
      Map<UUID, Double> next = start();
      next.replaceAll((entity, share) -> (1 - DAMPING) * share);
      for (int i = 0; i < reached.length; i++) {
        List<UUID> ends = joined(neighbourhood.relations().get(i));
        for (UUID end : ends) {
          next.merge(end, DAMPING * reached[i] / ends.size(), Double::sum);
        }
      }
      facts = reached;
      entities = next;
    }
    return facts;
  }

  private Map<UUID, Double> start() {
    Map<UUID, Double> start = new HashMap<>();
    List<UUID> named = neighbourhood.named().stream().filter(factsOf::containsKey).toList();
    named.forEach(entity -> start.put(entity, 1.0 / named.size()));
    return start;
  }

  private double[] reached(Map<UUID, Double> entities) {
    double[] reached = new double[relevance.length];
    entities.forEach((entity, share) -> {
      List<Integer> facts = factsOf.getOrDefault(entity, List.of());
      double all = facts.stream().mapToDouble(i -> relevance[i]).sum();
      facts.forEach(i -> reached[i] += share * relevance[i] / all);
    });
    return reached;
  }

  private Map<UUID, Double> visits(Predicate<Relation> counted) {
    Map<UUID, Double> visits = new HashMap<>();
    for (int i = 0; i < facts.length; i++) {
      Relation relation = neighbourhood.relations().get(i);
      if (counted.test(relation)) {
        Candidate fact = relation.fact();
        visits.merge(fact.id(), facts[i], Double::sum);
        for (UUID episode : fact.episodeIds()) {
          visits.merge(episode, facts[i] / fact.episodeIds().size(), Double::sum);
        }
      }
    }
    return visits;
  }
}
