package dev.memary.kg.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.Fakes;
import dev.memary.kg.KgServiceTest;
import dev.memary.kg.graph.Candidate.Kind;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.SpaceState;
import dev.memary.kg.indexing.Embedder.Embeddings;
import dev.memary.kg.indexing.Reembedding.Progress;
import dev.memary.kg.retrieval.QueryEmbeddings.EmbeddedQuery;
import dev.memary.kg.retrieval.Ranker;
import dev.memary.kg.retrieval.Recipes;
import dev.memary.kg.retrieval.ResultCache;
import dev.memary.kg.retrieval.RetrieveQuery;
import dev.memary.kg.retrieval.Retrieved;
import dev.memary.kg.retrieval.Retriever;
import dev.memary.kg.retrieval.SpaceIndex;
import dev.memary.kg.retrieval.SpaceIndexes;
import dev.memary.kg.retrieval.Speakers;
import dev.memary.kg.retrieval.TermAnalyzer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A model follows another, while searches go on. */
@QuarkusTest
class ReembeddingTest implements KgServiceTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final String NEW_MODEL = "new-model";
  private static final int LENGTH = 96;

  private final String tenant = "again-" + UUID.randomUUID();
  private final List<SpaceKey> spaces =
      IntStream.range(0, 3)
          .mapToObj(i -> new SpaceKey(tenant, UUID.randomUUID()))
          .sorted((a, b) -> a.spaceId().toString().compareTo(b.spaceId().toString()))
          .toList();

  @Inject GraphStore graph;
  @Inject Indexer indexer;
  @Inject TermAnalyzer analyzer;
  @Inject Ranker ranker;
  @Inject Recipes recipes;

  @Test
  void everySpace_getsVectorsOfTheNewModel_andNothingIsMissedMeanwhile() {
    spaces.forEach(space -> IntStream.range(0, 40).forEach(i -> said(space, i, text(i))));
    Reembedding reembedding = reembedding();
    assertThat(found(spaces.getFirst())).isEqualTo(15);

    SpaceKey mixed = spaces.get(1);
    new NodeEmbedding(graph, ReembeddingTest::byTheNewModel)
        .embed(mixed, graph.embeddedOtherwise(mixed, NEW_MODEL, 20));
    assertThat(graph.embeddedOtherwise(mixed, NEW_MODEL, 100)).hasSize(20);
    assertThat(found(mixed)).isEqualTo(15);

    Progress progress = reembedding.proceed(Progress.NONE, reembedding.model()).orElseThrow();
    assertThat(progress).isEqualTo(new Progress(spaces.getLast(), 3, 100));
    assertThat(reembedding.proceed(progress, reembedding.model())).isEmpty();
    for (SpaceKey space : spaces) {
      assertThat(graph.embeddedOtherwise(space, NEW_MODEL, 100)).isEmpty();
      assertThat(found(space)).isEqualTo(15);
    }
    assertThat(reembedding.proceed(Progress.NONE, reembedding.model()).orElseThrow().nodes())
        .isZero();
  }

  private static String text(int i) {
    return i < 30 ? i % 2 == 0 ? "barking" : "barking bruno" : "sleeping cats";
  }

  /** How many of the best fifteen mean exactly what is asked for, by whichever model. */
  private long found(SpaceKey space) {
    Retrieved retrieved =
        retriever()
            .retrieve(
                new RetrieveQuery(
                    tenant,
                    List.of(space.spaceId()),
                    "Alice: barking",
                    15,
                    Set.of(Kind.EPISODE),
                    Scope.ALL,
                    MAY,
                    recipes.find("conversation -words -neighbours -surroundings").orElseThrow(),
                    false));
    assertThat(retrieved.degraded()).isEmpty();
    return retrieved.hits().stream()
        .filter(hit -> hit.candidate().text().equals("barking"))
        .count();
  }

  private Retriever retriever() {
    Speakers nobody = space -> List.of();
    return new Retriever(
        graph,
        nobody,
        new NothingHeld(),
        new NothingKept(),
        query ->
            new EmbeddedQuery(
                List.of(
                    new Embedded(shortVector(query), NEW_MODEL),
                    new Embedded(Fakes.vector(query), Fakes.MODEL)),
                true),
        analyzer,
        ranker,
        recipes);
  }

  private Reembedding reembedding() {
    GraphStore own = withOwnSpacesOnly();
    return new Reembedding(
        own,
        ReembeddingTest::byTheNewModel,
        new NodeEmbedding(own, ReembeddingTest::byTheNewModel),
        indexer);
  }

  /** Other tests' spaces keep their vectors. */
  private GraphStore withOwnSpacesOnly() {
    return (GraphStore)
        Proxy.newProxyInstance(
            GraphStore.class.getClassLoader(),
            new Class<?>[] {GraphStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("spaces")) {
                return arguments[0] == null ? spaces : List.of();
              }
              try {
                return method.invoke(graph, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Embeddings byTheNewModel(List<String> texts) {
    return new Embeddings(texts.stream().map(ReembeddingTest::shortVector).toList(), NEW_MODEL);
  }

  /** All cosines lie near 0.2 instead of near 0 or 1. */
  private static float[] shortVector(String text) {
    float[] vector = new float[LENGTH];
    float[] all = Fakes.vector(text);
    for (int i = 0; i < all.length; i++) {
      vector[i % LENGTH] += all[i];
    }
    vector[0] += 1;
    return vector;
  }

  private void said(SpaceKey space, int sequence, String text) {
    graph.index(
        space,
        List.of(
            new GraphEpisode(
                UUID.randomUUID(),
                UUID.randomUUID(),
                sequence,
                "user",
                "Alice",
                text,
                MAY,
                MAY,
                1,
                Fakes.vector("Alice: " + text),
                Fakes.MODEL)));
  }

  private static final class NothingHeld implements SpaceIndexes {
    @Override
    public Optional<SpaceIndex> of(SpaceKey space, SpaceState now) {
      return Optional.empty();
    }

    @Override
    public void drop(SpaceKey space) {}
  }

  private static final class NothingKept implements ResultCache {
    @Override
    public Optional<Retrieved> find(Key key) {
      return Optional.empty();
    }

    @Override
    public void keep(Key key, Retrieved retrieved) {}

    @Override
    public void forget(SpaceKey space, long version) {}
  }
}
