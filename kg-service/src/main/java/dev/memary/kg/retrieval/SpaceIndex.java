package dev.memary.kg.retrieval;

import static java.util.Objects.requireNonNull;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.SpaceState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The episodes of one space in memory, as of one state of it, searched whole by words and by
 * meaning. It never changes: a later state is another index.
 */
public final class SpaceIndex {
  private record Place(UUID session, long sequence) {}

  /** An episode, how often it and its speaker's name hold each term, and its vector's length. */
  private record Entry(GraphEpisode episode, Map<String, Integer> terms, int length, double norm) {}

  private final UUID spaceId;
  private final SpaceState state;
  private final Map<UUID, Entry> entries;
  private final Map<Place, Entry> places = new HashMap<>();

  private SpaceIndex(UUID spaceId, SpaceState state, Map<UUID, Entry> entries) {
    this.spaceId = spaceId;
    this.state = state;
    this.entries = entries;
    entries
        .values()
        .forEach(e -> places.put(new Place(e.episode.sessionId(), e.episode.sequence()), e));
  }

  /** All episodes that a space holds. */
  public static SpaceIndex of(
      UUID spaceId, SpaceState state, Collection<GraphEpisode> all, TermAnalyzer analyzer) {
    return new SpaceIndex(spaceId, state, Map.of()).with(state, all, analyzer);
  }

  /** With these episodes added, or in the place of older versions of themselves. */
  public SpaceIndex with(
      SpaceState later, Collection<GraphEpisode> changed, TermAnalyzer analyzer) {
    Map<UUID, Entry> all = new LinkedHashMap<>(entries);
    changed.forEach(episode -> all.put(episode.id(), entry(episode, analyzer)));
    return new SpaceIndex(spaceId, later, all);
  }

  private static Entry entry(GraphEpisode episode, TermAnalyzer analyzer) {
    Map<String, Integer> terms = new HashMap<>();
    List<String> all = analyzer.terms(episode.speaker() + " " + episode.text());
    all.forEach(term -> terms.merge(term.intern(), 1, Integer::sum));
    return new Entry(episode, terms, all.size(), norm(episode.embedding()));
  }

  public SpaceState state() {
    return state;
  }

  public int size() {
    return entries.size();
  }

  /**
   * The best by words and the best by meaning, with the turns beside them.
   *
   * @param terms of the question
   */
  public List<Candidate> candidates(CandidateQuery query, List<String> terms) {
    List<Entry> scope =
        entries.values().stream().filter(e -> isIn(query.scope(), e.episode)).toList();
    Embedded embedded = query.embedding();
    Set<Entry> found = new LinkedHashSet<>(best(scope, byWords(scope, terms), query.limit()));
    if (embedded != null) {
      double[] near = scope.stream().mapToDouble(e -> similarity(e, embedded)).toArray();
      found.addAll(best(scope, near, query.limit()));
    }
    Set<Entry> all = new LinkedHashSet<>(found);
    found.forEach(entry -> all.addAll(beside(entry, query.scope())));
    return all.stream().map(entry -> candidate(entry, embedded)).toList();
  }

  /** These episodes, as far as they are held and in scope. */
  public List<Candidate> episodes(CandidateQuery query, Collection<UUID> ids) {
    return ids.stream()
        .map(entries::get)
        .filter(entry -> entry != null && isIn(query.scope(), entry.episode))
        .map(entry -> candidate(entry, query.embedding()))
        .toList();
  }

  /** BM25 with its usual parameters (k1 1.2, b 0.75): this only proposes. */
  private static double[] byWords(List<Entry> scope, List<String> terms) {
    double average = Math.max(1, scope.stream().mapToInt(Entry::length).average().orElse(1));
    double[] scores = new double[scope.size()];
    for (String term : Set.copyOf(terms)) {
      int[] counts = scope.stream().mapToInt(e -> e.terms.getOrDefault(term, 0)).toArray();
      long with = IntStream.of(counts).filter(count -> count > 0).count();
      double idf = Math.log(1 + (counts.length - with + 0.5) / (with + 0.5));
      for (int i = 0; i < scores.length; i++) {
        double norm = 1.2 * (0.25 + 0.75 * scope.get(i).length / average);
        scores[i] += idf * counts[i] * 2.2 / (counts[i] + norm);
      }
    }
    return scores;
  }

  private static List<Entry> best(List<Entry> scope, double[] scores, int limit) {
    return IntStream.range(0, scores.length)
        .filter(i -> scores[i] > 0)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(i -> -scores[i])
                .thenComparing(i -> scope.get(i).episode.id()))
        .limit(limit)
        .map(scope::get)
        .toList();
  }

  private List<Entry> beside(Entry entry, Scope scope) {
    List<Entry> beside = new ArrayList<>(2);
    for (long step : new long[] {-1, 1}) {
      Entry other =
          places.get(new Place(entry.episode.sessionId(), entry.episode.sequence() + step));
      if (other != null && isIn(scope, other.episode)) {
        beside.add(other);
      }
    }
    return beside;
  }

  private static boolean isIn(Scope scope, GraphEpisode e) {
    return !scope.excluded().contains(e.id())
        && (scope.asOf() == null || !e.recordedAt().isAfter(scope.asOf()))
        && (scope.sessions().isEmpty() || scope.sessions().contains(e.sessionId()))
        && (scope.only() == null || requireNonNull(scope.only()).contains(e.id()))
        && (scope.roles().isEmpty() || scope.roles().contains(e.role()))
        && (scope.from() == null || !e.occurredAt().isBefore(scope.from()))
        && (scope.to() == null || e.occurredAt().isBefore(requireNonNull(scope.to())));
  }

  /** Cosine from 0 to 1, as the store computes it; vectors of another model are not compared. */
  private static double similarity(Entry entry, @Nullable Embedded query) {
    if (query == null || !entry.episode.embeddingModel().equals(query.model())) {
      return 0;
    }
    float[] a = entry.episode.embedding();
    float[] b = query.vector();
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    double norms = entry.norm * norm(b);
    return norms == 0 ? 0 : (1 + sum / norms) / 2;
  }

  private static double norm(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  private Candidate candidate(Entry entry, @Nullable Embedded embedded) {
    GraphEpisode e = entry.episode;
    return new Candidate(
        e.id(),
        Candidate.Kind.EPISODE,
        spaceId,
        e.text(),
        e.speaker(),
        e.role(),
        e.sessionId(),
        e.sequence(),
        e.occurredAt(),
        null,
        null,
        similarity(entry, embedded),
        List.of(),
        List.of(e.id()));
  }
}
