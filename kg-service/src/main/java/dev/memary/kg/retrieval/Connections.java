package dev.memary.kg.retrieval;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.Neighbourhood;
import dev.memary.kg.graph.Neighbourhood.Mention;
import dev.memary.kg.graph.Neighbourhood.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Personalised PageRank (Haveliwala 2002; over entities, facts and passages as in HippoRAG,
 * Gutiérrez et al. 2024) from the entities that a question names: a walker goes from an entity to
 * its facts and to the episodes that mention it, to those rather that have to do with the question,
 * and on to what they join. What lies between several named entities is visited from each of them.
 */
final class Connections {
  private static final double DAMPING = 0.8;
  private static final int STEPS = 12;

  /** How strongly a walker prefers what has to do with the question. */
  private static final double PREFERENCE = 2;

  private final Neighbourhood neighbourhood;
  private final List<Link> links;
  private final double[] relevance;
  private final Map<UUID, List<Integer>> linksOf = new HashMap<>();
  private final double[] reached;

  /** A fact, or an episode that mentions entities: what joins those. */
  private record Link(Candidate candidate, List<UUID> entities) {
    static Link of(Relation relation) {
      UUID subject = relation.subject().id();
      return new Link(
          relation.fact(),
          relation.object() == null || relation.object().id().equals(subject)
              ? List.of(subject)
              : List.of(subject, relation.object().id()));
    }

    static Link of(Mention mention) {
      return new Link(mention.episode(), mention.entities().stream().sorted().toList());
    }
  }

  /**
   * @param terms of the question
   */
  Connections(Neighbourhood neighbourhood, Set<String> terms, TermAnalyzer analyzer) {
    this.neighbourhood = neighbourhood;
    List<Link> facts = neighbourhood.relations().stream().map(Link::of).toList();
    List<Link> episodes = neighbourhood.mentions().stream().map(Link::of).toList();
    this.links = Stream.concat(facts.stream(), episodes.stream()).toList();
    this.relevance =
        DoubleStream.concat(relevance(facts, terms, analyzer), relevance(episodes, terms, analyzer))
            .toArray();
    for (int i = 0; i < links.size(); i++) {
      for (UUID entity : links.get(i).entities()) {
        linksOf.computeIfAbsent(entity, e -> new ArrayList<>()).add(i);
      }
    }
    this.reached = walk();
  }

  /** Facts and episodes are each compared with their like. */
  private static DoubleStream relevance(
      List<Link> links, Set<String> terms, TermAnalyzer analyzer) {
    double[] meaning =
        Zscores.of(links.stream().mapToDouble(link -> link.candidate().similarity()));
    double[] words =
        Zscores.of(
            links.stream()
                .mapToDouble(link ->
                    analyzer.terms(link.candidate().text()).stream()
                        .distinct()
                        .filter(terms::contains)
                        .count()));
    return IntStream.range(0, links.size())
        .mapToDouble(i -> Math.exp(PREFERENCE * (meaning[i] + words[i]) / 2));
  }

  /** How much of a walker's time goes to each fact and episode, to the latter by its facts, too. */
  Map<UUID, Double> visits() {
    return visits(link -> true);
  }

  /**
   * The same without what is said of the one entity that is named: that shares its name with the
   * question, and needs no graph to be found.
   */
  Map<UUID, Double> visitsBeyond() {
    return visits(link ->
        neighbourhood.named().size() != 1
            || link.entities().stream().noneMatch(neighbourhood.named()::contains));
  }

  private double[] walk() {
    double[] reached = new double[links.size()];
    Map<UUID, Double> entities = start();
    for (int step = 0; step < STEPS && !entities.isEmpty(); step++) {
      reached = reached(entities);
      Map<UUID, Double> next = start();
      next.replaceAll((entity, share) -> (1 - DAMPING) * share);
      for (int i = 0; i < reached.length; i++) {
        List<UUID> ends = links.get(i).entities();
        for (UUID end : ends) {
          next.merge(end, DAMPING * reached[i] / ends.size(), Double::sum);
        }
      }
      entities = next;
    }
    return reached;
  }

  private Map<UUID, Double> start() {
    Map<UUID, Double> start = new HashMap<>();
    List<UUID> named = neighbourhood.named().stream().filter(linksOf::containsKey).toList();
    named.forEach(entity -> start.put(entity, 1.0 / named.size()));
    return start;
  }

  private double[] reached(Map<UUID, Double> entities) {
    double[] reached = new double[links.size()];
    entities.forEach((entity, share) -> {
      List<Integer> own = linksOf.getOrDefault(entity, List.of());
      double all = own.stream().mapToDouble(i -> relevance[i]).sum();
      own.forEach(i -> reached[i] += share * relevance[i] / all);
    });
    return reached;
  }

  private Map<UUID, Double> visits(Predicate<Link> counted) {
    Map<UUID, Double> visits = new HashMap<>();
    for (int i = 0; i < reached.length; i++) {
      Candidate candidate = links.get(i).candidate();
      if (counted.test(links.get(i))) {
        visits.merge(candidate.id(), reached[i], Double::sum);
        if (candidate.kind() == Candidate.Kind.FACT) {
          List<UUID> episodes = candidate.episodeIds();
          double share = reached[i] / episodes.size();
          episodes.forEach(episode -> visits.merge(episode, share, Double::sum));
        }
      }
    }
    return visits;
  }
}
