package dev.memary.kg.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.integration.Ontology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;

/**
 * Asks the store, in small spaces of a large graph, and compares with a computation over each space
 * alone. {@code ./memary bench graph} runs it in a process of its own: {@code FilteredSearch URI
 * SEED SPACES LARGEST}, with the password in {@code MEMARY_NEO4J_PASSWORD}; it prints a JSON
 * object.
 *
 * <p>A search's own hits are told from the turns beside them by asking twice: turns of a user and
 * of an assistant alternate, and the scope leaves out the others after the index has answered.
 */
public final class FilteredSearch {
  private static final int NEAREST = 10;
  private static final int PROPOSED = 30;
  private static final int WORDS = 5;
  private static final int SMALLEST = 40;
  private static final List<Set<String>> ROLES = List.of(Set.of("user"), Set.of("assistant"));

  private final Neo4jGraphStore store;
  private final Driver driver;
  private final Random random;

  private FilteredSearch(Driver driver, long seed) {
    this.driver = driver;
    this.store =
        new Neo4jGraphStore(
            driver,
            new QueryWatch(driver, new SimpleMeterRegistry(), Duration.ofDays(1)),
            new Ontology(Map.of(), Map.of()),
            new VectorIndexes(driver));
    this.random = new Random(seed);
  }

  /**
   * What was seen.
   *
   * @param vectorRecall of the ten nearest by brute force when ten are asked for
   * @param worstVectorRecall of one question
   * @param proposedRecall of the ten nearest among the thirty that the retriever asks for
   * @param wordMatchesEqual share of questions whose matches are exactly those of an index of the
   *     space alone
   * @param wordOverlap of the best thirty with those of an index of the space alone, which weighs
   *     words by what is seldom in the space and not in the whole graph
   */
  record Seen(
      int spaces,
      int questions,
      double vectorRecall,
      double worstVectorRecall,
      double proposedRecall,
      double wordMatchesEqual,
      double wordOverlap,
      double vectorMillis50,
      double vectorMillis95,
      double wordMillis50,
      double wordMillis95) {}

  /** One question to one space. */
  private record Answered(
      double vectorRecall,
      double proposedRecall,
      boolean sameMatches,
      double wordOverlap,
      double vectorMillis,
      double wordMillis) {}

  public static void main(String[] args) throws IOException {
    try (Driver driver =
        GraphDatabase.driver(
            args[0], AuthTokens.basic("neo4j", System.getenv("MEMARY_NEO4J_PASSWORD")))) {
      FilteredSearch search = new FilteredSearch(driver, Long.parseLong(args[1]));
      Seen seen = search.look(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      System.out.println(new ObjectMapper().writeValueAsString(seen));
    }
  }

  private Seen look(int spaces, int largest) throws IOException {
    List<SpaceKey> chosen = new ArrayList<>(smallSpaces(largest));
    Collections.shuffle(chosen, random);
    chosen = chosen.subList(0, Math.min(spaces, chosen.size()));
    float[] foreign = store.episodes(chosen.getLast(), 0, 1).getFirst().embedding();
    List<Answered> all = new ArrayList<>();
    for (SpaceKey space : chosen) {
      List<GraphEpisode> episodes = store.episodes(space, 0, largest);
      try (LoneSpace alone = new LoneSpace(episodes)) {
        all.add(answer(space, episodes, alone, between(episodes, foreign, 0.2f)));
        all.add(answer(space, episodes, alone, between(episodes, foreign, 0.8f)));
      }
      foreign = episodes.get(random.nextInt(episodes.size())).embedding();
    }
    return seen(chosen.size(), all);
  }

  private static Seen seen(int spaces, List<Answered> all) {
    return new Seen(
        spaces,
        all.size(),
        mean(all, Answered::vectorRecall),
        all.stream().mapToDouble(Answered::vectorRecall).min().orElse(0),
        mean(all, Answered::proposedRecall),
        mean(all, a -> a.sameMatches ? 1.0 : 0.0),
        mean(all, Answered::wordOverlap),
        quantile(all, 0.5, Answered::vectorMillis),
        quantile(all, 0.95, Answered::vectorMillis),
        quantile(all, 0.5, Answered::wordMillis),
        quantile(all, 0.95, Answered::wordMillis));
  }

  private List<SpaceKey> smallSpaces(int largest) {
    try (var session = driver.session()) {
      return session
          .run(
              """
              MATCH (s:Space) WHERE NOT s.forgotten
              WITH s, COUNT { MATCH (e:Episode {space_id: s.id}) } AS episodes
              WHERE $smallest <= episodes <= $largest
              RETURN s.tenant_id AS tenant, s.id AS id ORDER BY id
              """,
              Map.of("smallest", SMALLEST, "largest", largest))
          .list(FilteredSearch::space);
    }
  }

  private static SpaceKey space(Record row) {
    String id = row.get("id").asString();
    return new SpaceKey(
        row.get("tenant").asString(),
        new UUID(
            Long.parseUnsignedLong(id.substring(0, 16), 16),
            Long.parseUnsignedLong(id.substring(16), 16)));
  }

  private Answered answer(
      SpaceKey space, List<GraphEpisode> episodes, LoneSpace alone, float[] near)
      throws IOException {
    String model = episodes.getFirst().embeddingModel();
    Set<UUID> nearest = nearest(episodes, near);
    long begin = System.nanoTime();
    Set<UUID> byMeaning = hits(space, List.of(), new Embedded(near, model), NEAREST);
    long vectorNanos = (System.nanoTime() - begin) / ROLES.size();
    Set<UUID> proposed = hits(space, List.of(), new Embedded(near, model), PROPOSED);

    List<String> words = words(episodes);
    begin = System.nanoTime();
    Set<UUID> byWords = hits(space, words, null, PROPOSED);
    long wordNanos = (System.nanoTime() - begin) / ROLES.size();
    Set<UUID> best = alone.best(words, PROPOSED);
    boolean same =
        hits(space, words, null, episodes.size()).equals(alone.best(words, episodes.size()));
    return new Answered(
        share(nearest, byMeaning),
        share(nearest, proposed),
        same,
        share(best, byWords),
        vectorNanos / 1e6,
        wordNanos / 1e6);
  }

  /** The search's own hits, without the turns beside them. */
  private Set<UUID> hits(
      SpaceKey space, List<String> words, @Nullable Embedded embedding, int limit) {
    Set<UUID> hits = new HashSet<>();
    for (Set<String> roles : ROLES) {
      Scope scope =
          new Scope(null, null, Set.of(), roles, null, null, Set.of(), null, Set.of(), null);
      CandidateQuery query =
          new CandidateQuery(
              space.tenantId(),
              List.of(space.spaceId()),
              words,
              embedding,
              EnumSet.of(Candidate.Kind.EPISODE),
              scope,
              limit);
      store.candidates(query).forEach(candidate -> hits.add(candidate.id()));
    }
    return hits;
  }

  private static Set<UUID> nearest(Collection<GraphEpisode> episodes, float[] near) {
    Map<UUID, Double> cosines =
        episodes.stream()
            .collect(Collectors.toMap(GraphEpisode::id, e -> cosine(e.embedding(), near)));
    return cosines.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(NEAREST)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Some of the way from an episode of the space to one of another. */
  private float[] between(List<GraphEpisode> episodes, float[] foreign, float way) {
    float[] own = episodes.get(random.nextInt(episodes.size())).embedding();
    float[] between = new float[own.length];
    for (int i = 0; i < own.length; i++) {
      between[i] = own[i] + way * (foreign[i] - own[i]);
    }
    return between;
  }

  /** Words of an episode, in lower case, as the retriever passes them on. */
  private List<String> words(List<GraphEpisode> episodes) {
    String text = episodes.get(random.nextInt(episodes.size())).text();
    List<String> words =
        Stream.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
            .filter(word -> word.length() > 2)
            .distinct()
            .collect(Collectors.toList());
    Collections.shuffle(words, random);
    return words.stream().limit(WORDS).toList();
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      squaresA += a[i] * a[i];
      squaresB += b[i] * b[i];
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }

  private static double share(Set<UUID> wanted, Set<UUID> found) {
    return wanted.isEmpty()
        ? 1
        : (double) wanted.stream().filter(found::contains).count() / wanted.size();
  }

  private static double mean(List<Answered> all, Function<Answered, Double> value) {
    return all.stream().mapToDouble(value::apply).average().orElse(0);
  }

  private static double quantile(
      List<Answered> all, double share, Function<Answered, Double> value) {
    double[] sorted = all.stream().mapToDouble(value::apply).sorted().toArray();
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }
}
