package dev.memary.kg.retrieval;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.Neighbourhood;
import dev.memary.kg.graph.Neighbourhood.Relation;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.SpaceState;
import dev.memary.kg.integration.EntityKeys;
import dev.memary.kg.retrieval.QueryEmbeddings.EmbeddedQuery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Retrieval: the store proposes, this service ranks. No language model is asked. */
@ApplicationScoped
public class Retriever {
  /** Of each way of looking; with their neighbours there are up to six times as many. */
  private static final int CANDIDATES = 30;

  private static final int MAX_WORDS = 64;
  private static final String ASSISTANT = "assistant";
  private static final Pattern FIRST_PERSON =
      Pattern.compile("\\b(I|me|my|mine|we|us|our)\\b|[我咱]", Pattern.CASE_INSENSITIVE);

  /** Of a fact that was learnt from many episodes, only so many are looked at. */
  private static final int SOURCES = 3;

  private final GraphStore graph;
  private final Speakers speakers;
  private final SpaceIndexes indexes;
  private final ResultCache cache;
  private final QueryEmbeddings embeddings;
  private final TermAnalyzer analyzer;
  private final Ranker ranker;
  private final Recipes recipes;

  public Retriever(
      GraphStore graph,
      Speakers speakers,
      SpaceIndexes indexes,
      ResultCache cache,
      QueryEmbeddings embeddings,
      TermAnalyzer analyzer,
      Ranker ranker,
      Recipes recipes) {
    this.graph = graph;
    this.speakers = speakers;
    this.indexes = indexes;
    this.cache = cache;
    this.embeddings = embeddings;
    this.analyzer = analyzer;
    this.ranker = ranker;
    this.recipes = recipes;
  }

  public Retrieved retrieve(RetrieveQuery query) {
    Known known;
    EmbeddedQuery embedded;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Known> lookup = threads.submit(() -> known(query));
      embedded = embeddings.of(withoutSpeakers(query));
      known = result(lookup);
    }
    return known
        .result()
        .orElseGet(() -> {
          Retrieved retrieved = retrieve(query, embedded, known.held());
          known
              .key()
              .filter(key -> retrieved.degraded().isEmpty())
              .ifPresent(key -> cache.keep(key, retrieved));
          return retrieved;
        });
  }

  private Retrieved retrieve(
      RetrieveQuery query, EmbeddedQuery embedded, Map<UUID, SpaceIndex> held) {
    Found found = find(candidateQueries(query, embedded), query, held);
    RecallRecipe recipe = query.recipe() == null ? recipe(found.candidates()) : query.recipe();
    List<ScoredCandidate> ranked =
        ranker.rank(
            query.query(),
            query.now(),
            found.candidates(),
            found.visits(),
            embedded.byModel().isEmpty() ? recipe.without(Ingredient.MEANING) : recipe);
    List<ScoredCandidate> best = distinct(ranked).stream().limit(query.topK()).toList();
    return new Retrieved(
        withEntities(query.tenantId(), best),
        embedded.complete() ? List.of() : List.of("embeddings_unavailable"),
        query.explain() ? found.walked() : Neighbourhood.NONE);
  }

  /**
   * What is known before anything is searched.
   *
   * @param key under which a result can be kept; empty when it must not be
   * @param result when the same was asked before, and nothing was written since
   * @param held the spaces that can be searched in memory
   */
  private record Known(
      Optional<ResultCache.Key> key, Optional<Retrieved> result, Map<UUID, SpaceIndex> held) {}

  private Known known(RetrieveQuery query) {
    Map<UUID, SpaceState> states = graph.states(query.tenantId(), query.spaceIds());
    Optional<ResultCache.Key> key = key(query, states);
    Optional<Retrieved> result = key.flatMap(cache::find);
    return new Known(key, result, result.isPresent() ? Map.of() : held(query, states));
  }

  private static Optional<ResultCache.Key> key(RetrieveQuery query, Map<UUID, SpaceState> states) {
    if (query.explain() || !states.keySet().containsAll(query.spaceIds())) {
      return Optional.empty();
    }
    Map<UUID, Long> versions = new HashMap<>();
    states.forEach((space, state) -> versions.put(space, state.version()));
    return Optional.of(new ResultCache.Key(query, versions));
  }

  /** The spaces that can be searched in memory, when episodes are wanted. */
  private Map<UUID, SpaceIndex> held(RetrieveQuery query, Map<UUID, SpaceState> states) {
    Map<UUID, SpaceIndex> held = new HashMap<>();
    if (query.kinds().contains(Candidate.Kind.EPISODE)) {
      states.forEach((space, state) ->
          indexes
              .of(new SpaceKey(query.tenantId(), space), state)
              .ifPresent(index -> held.put(space, index)));
    }
    return held;
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a space was read", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("A space cannot be read", e);
    }
  }

  /** Candidates, how much of a walk over the graph goes to each, and where it went. */
  private record Found(
      List<Candidate> candidates, Map<UUID, Double> visits, Neighbourhood walked) {}

  /**
   * @param wanted the same of each model that has vectors in the graph
   */
  private Found find(List<CandidateQuery> wanted, RetrieveQuery query, Map<UUID, SpaceIndex> held) {
    CandidateQuery first = wanted.getFirst();
    Map<UUID, Candidate> candidates = new LinkedHashMap<>();
    Neighbourhood around;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Neighbourhood> neighbourhood = threads.submit(() -> around(first, query));
      candidates.putAll(byEachModel(wanted, one -> candidates(one, query, held)));
      around = result(neighbourhood);
    }
    Connections connections =
        new Connections(around, Set.copyOf(analyzer.terms(query.query())), analyzer);
    Neighbourhood walked = mostVisited(around, connections.visits());
    List<Candidate> connected = walked.relations().stream().map(Relation::fact).toList();
    if (first.kinds().contains(Candidate.Kind.FACT)) {
      connected.forEach(fact -> candidates.putIfAbsent(fact.id(), fact));
    }
    if (first.kinds().contains(Candidate.Kind.EPISODE)) {
      Set<UUID> known = Set.copyOf(candidates.keySet());
      candidates.putAll(byEachModel(wanted, one -> sources(connected, one, held, known)));
    }
    return new Found(List.copyOf(candidates.values()), connections.visitsBeyond(), walked);
  }

  /** A candidate is as near as the model says whose vector it has. */
  private static Map<UUID, Candidate> byEachModel(
      List<CandidateQuery> wanted, Function<CandidateQuery, List<Candidate>> search) {
    Map<UUID, Candidate> all = new LinkedHashMap<>();
    for (CandidateQuery one : wanted) {
      List<Candidate> found = search.apply(one);
      List<Candidate> comparable = wanted.size() == 1 ? found : Similarities.onCommonScale(found);
      comparable.forEach(
          c -> all.merge(c.id(), c, (x, y) -> x.similarity() >= y.similarity() ? x : y));
    }
    return all;
  }

  private static Neighbourhood mostVisited(Neighbourhood around, Map<UUID, Double> visits) {
    return around.of(
        around.relations().stream()
            .sorted(
                Comparator.<Relation>comparingDouble(
                        relation -> -visits.getOrDefault(relation.fact().id(), 0.0))
                    .thenComparing(relation -> relation.fact().id()))
            .limit(CANDIDATES)
            .toList());
  }

  /** The episodes that the facts were learnt from, without those that are known already. */
  private List<Candidate> sources(
      List<Candidate> facts, CandidateQuery wanted, Map<UUID, SpaceIndex> held, Set<UUID> known) {
    Map<UUID, Set<UUID>> episodes = new LinkedHashMap<>();
    for (Candidate fact : facts) {
      Set<UUID> own = episodes.computeIfAbsent(fact.spaceId(), space -> new LinkedHashSet<>());
      fact.episodeIds().stream().limit(SOURCES).filter(id -> !known.contains(id)).forEach(own::add);
    }
    List<Candidate> sources = new ArrayList<>();
    episodes.values().removeIf(Set::isEmpty);
    episodes.forEach((space, ids) -> {
      SpaceIndex index = held.get(space);
      sources.addAll(
          index == null
              ? graph.episodes(new SpaceKey(wanted.tenantId(), space), ids, wanted)
              : index.episodes(wanted, ids));
    });
    return sources;
  }

  private Neighbourhood around(CandidateQuery wanted, RetrieveQuery query) {
    if (query.recipe() != null && query.recipe().of(Ingredient.CONNECTIONS) == 0) {
      return Neighbourhood.NONE;
    }
    List<String> names = PossibleNames.in(query.query(), analyzer);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Neighbourhood>> ofSpaces =
          query.spaceIds().stream()
              .map(id -> new SpaceKey(query.tenantId(), id))
              .map(space ->
                  threads.submit(
                      () -> graph.around(space, whereToStart(names, query, space), wanted)))
              .toList();
      return ofSpaces.stream()
          .map(Retriever::result)
          .reduce(Neighbourhood.NONE, Neighbourhood::plus);
    }
  }

  /**
   * "Where do I live?" is about the one who speaks in the space. Of several who do, each turn and
   * hundreds of facts are: they lead everywhere.
   */
  private List<String> whereToStart(List<String> names, RetrieveQuery query, SpaceKey space) {
    List<String> people =
        speakers.of(space).stream()
            .filter(name -> !name.equalsIgnoreCase(ASSISTANT))
            .map(EntityKeys::normalise)
            .toList();
    if (people.size() > 1) {
      return names.stream().filter(name -> !people.contains(name)).toList();
    }
    return FIRST_PERSON.matcher(query.query()).find()
        ? Stream.concat(names.stream(), people.stream()).toList()
        : names;
  }

  /** Episodes of the spaces that are held from memory, all else from the store. */
  private List<Candidate> candidates(
      CandidateQuery wanted, RetrieveQuery query, Map<UUID, SpaceIndex> held) {
    List<String> terms = analyzer.terms(query.query());
    List<Candidate> candidates = new ArrayList<>();
    held.values().forEach(index -> candidates.addAll(index.candidates(wanted, terms)));
    Set<Candidate.Kind> others = EnumSet.copyOf(wanted.kinds());
    others.remove(Candidate.Kind.EPISODE);
    List<UUID> away = wanted.spaceIds().stream().filter(space -> !held.containsKey(space)).toList();
    if (!held.isEmpty() && !others.isEmpty()) {
      candidates.addAll(graph.candidates(wanted.in(List.copyOf(held.keySet())).of(others)));
    }
    if (!away.isEmpty()) {
      candidates.addAll(graph.candidates(wanted.in(away)));
    }
    return candidates;
  }

  /** An assistant without a name of its own is none of two people who talk with each other. */
  private RecallRecipe recipe(List<Candidate> candidates) {
    boolean assisted = candidates.stream().anyMatch(c -> c.speaker().equalsIgnoreCase(ASSISTANT));
    return recipes.find(assisted ? ASSISTANT : "conversation").orElseThrow();
  }

  /** One for each model that the question is embedded by; one by words alone if there is none. */
  private List<CandidateQuery> candidateQueries(RetrieveQuery query, EmbeddedQuery embedded) {
    CandidateQuery byWords =
        new CandidateQuery(
            query.tenantId(),
            query.spaceIds(),
            words(query.query()),
            null,
            query.kinds(),
            scope(query),
            Math.max(CANDIDATES, query.topK()));
    return embedded.byModel().isEmpty()
        ? List.of(byWords)
        : embedded.byModel().stream().map(byWords::near).toList();
  }

  /** Of an entity that is asked for: the episodes that mention it. */
  private Scope scope(RetrieveQuery query) {
    Scope scope = query.scope();
    String entity = scope.entity();
    if (entity == null) {
      return scope;
    }
    Set<UUID> mentioning = new HashSet<>();
    for (UUID space : query.spaceIds()) {
      mentioning.addAll(graph.mentioning(new SpaceKey(query.tenantId(), space), entity));
    }
    if (scope.only() != null) {
      mentioning.retainAll(scope.only());
    }
    return scope.and(mentioning);
  }

  /** The query's words that count, as they were written: the index stems them itself. */
  private List<String> words(String query) {
    return CandidateQuery.words(query).stream()
        .filter(word -> !analyzer.terms(word).isEmpty())
        .distinct()
        .limit(MAX_WORDS)
        .toList();
  }

  /**
   * The query without the names of those who speak in the space: a name pulls turns that are
   * addressed to that person. Ranking brings the person back.
   */
  private String withoutSpeakers(RetrieveQuery query) {
    String masked =
        query.spaceIds().stream()
            .flatMap(space -> speakers.of(new SpaceKey(query.tenantId(), space)).stream())
            .flatMap(name -> Stream.concat(Stream.of(name), Arrays.stream(name.split("\\s+"))))
            .filter(name -> name.length() > 1)
            .reduce(
                query.query(),
                (text, name) ->
                    text.replaceAll("(?iu)\\b" + Pattern.quote(name) + "\\b(['’]s)?", " "))
            .replaceAll("\\s+", " ")
            .strip();
    return masked.isEmpty() ? query.query() : masked;
  }

  private List<ScoredCandidate> withEntities(String tenantId, List<ScoredCandidate> hits) {
    Map<UUID, List<UUID>> episodes =
        hits.stream()
            .map(ScoredCandidate::candidate)
            .filter(c -> c.kind() == Candidate.Kind.EPISODE)
            .collect(groupingBy(Candidate::spaceId, mapping(Candidate::id, toList())));
    Map<UUID, List<String>> names = new HashMap<>();
    episodes.forEach(
        (space, ids) -> names.putAll(graph.entityNames(new SpaceKey(tenantId, space), ids)));
    return hits.stream()
        .map(hit ->
            hit.withEntities(names.getOrDefault(hit.candidate().id(), hit.candidate().entities())))
        .toList();
  }

  /**
   * A fact says nothing new below an episode it was learnt from; an episode may say more than its
   * fact.
   */
  private static List<ScoredCandidate> distinct(List<ScoredCandidate> ranked) {
    Set<UUID> shown = new HashSet<>();
    List<ScoredCandidate> distinct = new ArrayList<>();
    for (ScoredCandidate scored : ranked) {
      Candidate candidate = scored.candidate();
      if (candidate.kind() != Candidate.Kind.FACT || !shown.containsAll(candidate.episodeIds())) {
        distinct.add(scored);
      }
      if (candidate.kind() == Candidate.Kind.EPISODE) {
        shown.add(candidate.id());
      }
    }
    return distinct;
  }
}
