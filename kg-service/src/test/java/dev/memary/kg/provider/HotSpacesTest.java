package dev.memary.kg.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.Fakes;
import dev.memary.kg.KgServiceTest;
import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.graph.SpaceState;
import dev.memary.kg.retrieval.SpaceIndex;
import dev.memary.kg.retrieval.TermAnalyzer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HotSpacesTest implements KgServiceTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final UUID SESSION = UUID.randomUUID();

  private static final SpaceState NOTHING_YET = new SpaceState(0, 0, 0, List.of());

  private final SpaceKey space = new SpaceKey("hot-" + UUID.randomUUID(), UUID.randomUUID());

  @Inject GraphStore graph;
  @Inject TermAnalyzer analyzer;

  @Test
  void followsTheStore_stepByStep() {
    HotSpaces hot = hot(100);
    assertThat(of(hot)).isEmpty();

    UUID first = said(1, "Bruno barked");
    assertThat(of(hot).orElseThrow().size()).isEqualTo(1);
    SpaceIndex held = of(hot).orElseThrow();
    assertThat(of(hot)).containsSame(held);
    said(2, "Bruno slept");
    assertThat(of(hot).orElseThrow().size()).isEqualTo(2);
    graph.forgetEpisode(space, first);
    assertThat(of(hot).orElseThrow().size()).isEqualTo(1);
    graph.clear(space);
    assertThat(of(hot).orElseThrow().size()).isZero();
    graph.forgetSpace(space);
    assertThat(graph.state(space)).isEmpty();
  }

  @Test
  void largeSpace_isLeftToTheStore() {
    HotSpaces hot = hot(3);
    IntStream.rangeClosed(1, 3).forEach(i -> said(i, "Bruno barked " + i));
    assertThat(of(hot)).isPresent();

    said(4, "Bruno slept");
    assertThat(of(hot)).isEmpty();
    assertThat(of(hot(3))).isEmpty();
  }

  @Test
  void memory_proposesWhatTheStoreProposes() {
    IntStream.rangeClosed(1, 40)
        .forEach(i -> said(3 * i, i % 4 == 0 ? "Bruno barked " + i : "It rained on day " + i));
    SpaceIndex index = of(hot(100)).orElseThrow();
    CandidateQuery query =
        new CandidateQuery(
            space.tenantId(),
            List.of(space.spaceId()),
            List.of("bruno", "barked"),
            new Embedded(Fakes.vector("It rained on day 7"), Fakes.MODEL),
            Set.of(Candidate.Kind.EPISODE),
            Scope.ALL,
            50);

    List<Candidate> fromStore = graph.candidates(query);
    List<Candidate> fromMemory = index.candidates(query, analyzer.terms("Bruno barked"));

    assertThat(fromMemory)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("similarity")
        .containsExactlyInAnyOrderElementsOf(fromStore);
    for (Candidate candidate : fromStore) {
      assertThat(fromMemory)
          .filteredOn(other -> other.id().equals(candidate.id()))
          .allMatch(other -> Math.abs(other.similarity() - candidate.similarity()) < 1e-3);
    }
  }

  @Test
  void searchedOnce_notReadYet() {
    said(1, "Bruno barked");
    HotSpaces hot = new HotSpaces(graph, analyzer, 1000, 100, 2, Runnable::run);

    assertThat(of(hot)).isEmpty();
    assertThat(of(hot)).isPresent();
  }

  @Test
  void whileItIsRead_theStoreAnswers() {
    said(1, "Bruno barked");
    List<Runnable> reads = new ArrayList<>();
    HotSpaces hot = new HotSpaces(graph, analyzer, 1000, 100, 1, reads::add);

    assertThat(of(hot)).isEmpty();
    assertThat(of(hot)).isEmpty();
    assertThat(reads).hasSize(1);
    reads.getFirst().run();
    assertThat(of(hot)).isPresent();
  }

  private Optional<SpaceIndex> of(HotSpaces hot) {
    return of(hot, space);
  }

  private Optional<SpaceIndex> of(HotSpaces hot, SpaceKey one) {
    return hot.of(one, graph.state(one).orElse(NOTHING_YET));
  }

  @Test
  void mostAsked_isReadFirst() {
    said(1, "Bruno barked");
    SpaceKey other = new SpaceKey(space.tenantId(), UUID.randomUUID());
    said(other, 1, "Bruno slept");
    List<Runnable> reads = new ArrayList<>();
    HotSpaces hot = new HotSpaces(graph, analyzer, 1000, 100, 1, reads::add);

    of(hot, other);
    of(hot);
    of(hot);
    reads.getFirst().run();

    assertThat(of(hot)).isPresent();
    assertThat(of(hot, other)).isEmpty();
    reads.get(1).run();
    assertThat(of(hot, other)).isPresent();
  }

  @Test
  void storeThatCannotSearch_everySpaceIsHeldAtOnce_howeverLarge() {
    GraphStore poor =
        (GraphStore)
            Proxy.newProxyInstance(
                GraphStore.class.getClassLoader(),
                new Class<?>[] {GraphStore.class},
                (proxy, method, arguments) ->
                    method.getName().equals("capabilities")
                        ? Set.of(GraphStore.Capability.FULL_TEXT)
                        : method.invoke(graph, arguments));
    IntStream.rangeClosed(1, 4).forEach(i -> said(i, "Bruno barked " + i));
    HotSpaces hot = new HotSpaces(poor, analyzer, 1000, 3, 2, task -> {});

    assertThat(of(hot).orElseThrow().size()).isEqualTo(4);
    graph.clear(space);
    assertThat(of(hot).orElseThrow().size()).isZero();
  }

  /** Read at the first search, before it is answered. */
  private HotSpaces hot(int largest) {
    return new HotSpaces(graph, analyzer, 1000, largest, 1, Runnable::run);
  }

  private UUID said(long sequence, String text) {
    return said(space, sequence, text);
  }

  private UUID said(SpaceKey one, long sequence, String text) {
    UUID id = UUID.randomUUID();
    graph.index(
        one,
        List.of(
            new GraphEpisode(
                id,
                SESSION,
                sequence,
                "user",
                "Alice",
                text,
                MAY,
                MAY,
                1,
                Fakes.vector(text),
                Fakes.MODEL)));
    return id;
  }
}
