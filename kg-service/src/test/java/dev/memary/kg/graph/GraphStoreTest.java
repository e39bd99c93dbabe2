package dev.memary.kg.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.Fakes;
import dev.memary.kg.graph.Candidate.Kind;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.Understanding.NamedEntity;
import dev.memary.kg.graph.Understanding.StatedFact;
import dev.memary.kg.integration.Corrections;
import dev.memary.kg.integration.Corrections.Renaming;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every graph database must do behind the port. */
public abstract class GraphStoreTest {
  private static final int SHORT = 64;
  private static final String SHORT_MODEL = "short-model";

  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant JULY = Instant.parse("2026-07-01T00:00:00Z");
  private static final StatedFact HAS_DOG = fact("Alice", "has", "Bruno", "Alice has a dog, Bruno");
  private static final StatedFact LIVES = fact("Alice", "lives_in", "Oslo", "Alice lives in Oslo");

  protected final String tenant = "t-" + UUID.randomUUID();
  protected final SpaceKey space = new SpaceKey(tenant, UUID.randomUUID());
  private final UUID session = UUID.randomUUID();

  /** The store under test. */
  protected abstract GraphStore graph();

  /** Everything the store holds of the space, in an order of its own. */
  protected abstract List<String> dump(SpaceKey space);

  @Test
  void indexed_foundByWordsAndByMeaning() {
    UUID id = indexed(space, "Bruno chased the postman");

    assertThat(ids(byWords("postman"))).containsExactly(id);
    assertThat(ids(byMeaning("Bruno chased the postman"))).containsExactly(id);
  }

  @Test
  void indexedTwice_standsOnce() {
    GraphEpisode episode = episode("Bruno chased the postman");
    assertThat(graph().index(space, List.of(episode))).containsExactly(episode.id());
    assertThat(graph().index(space, List.of(episode))).containsExactly(episode.id());

    assertThat(byWords("postman")).hasSize(1);
    assertThat(graph().forgetSpace(space)).containsEntry("episode", 1L);
  }

  @Test
  void candidate_holdsWhatRankingNeeds() {
    UUID before = UUID.randomUUID();
    UUID id = UUID.randomUUID();
    graph()
        .index(
            space,
            List.of(
                episode(before, 1, "user", "Who barked?", MAY, MAY),
                episode(id, 2, "user", "Bruno barked loudly", JUNE, JUNE)));

    List<Candidate> all = byWords("loudly");
    Candidate found = all.getFirst();

    assertThat(all).extracting(Candidate::id).containsExactly(id, before);
    assertThat(found.id()).isEqualTo(id);
    assertThat(found.kind()).isEqualTo(Kind.EPISODE);
    assertThat(found.spaceId()).isEqualTo(space.spaceId());
    assertThat(found.speaker()).isEqualTo("Alice");
    assertThat(found.role()).isEqualTo("user");
    assertThat(found.sequence()).isEqualTo(2);
    assertThat(found.sessionId()).isEqualTo(all.getLast().sessionId());
    assertThat(found.occurredAt()).isEqualTo(JUNE);
    assertThat(found.episodeIds()).containsExactly(id);
  }

  @Test
  void around_factsOfWhoIsNamed_andOfWhomTheyLeadTo() {
    UUID id = indexed(space, "Alice's dog Bruno was bought in Oslo");
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id,
                    1,
                    List.of(alice(1), bruno(1), named("Oslo", "place"), named("Vet", "place")),
                    HAS_DOG,
                    fact("Bruno", "bought_in", "Oslo", "Bruno was bought in Oslo"),
                    fact("Oslo", "has", "Vet", "Oslo has a vet"))));

    Neighbourhood around = around("alice", "dog");

    assertThat(around.named()).hasSize(1);
    assertThat(around.relations())
        .extracting(r -> r.fact().text())
        .containsExactlyInAnyOrder("Alice has a dog, Bruno", "Bruno was bought in Oslo");
    assertThat(around.relations())
        .allSatisfy(r -> assertThat(r.fact().episodeIds()).containsExactly(id));
    assertThat(around("nobody", "dog")).isEqualTo(Neighbourhood.NONE);
    SpaceKey foreign = new SpaceKey("another", space.spaceId());
    assertThat(graph().around(foreign, List.of("alice"), query(foreign, "dog")))
        .isEqualTo(Neighbourhood.NONE);
  }

  @Test
  void around_findsByAlias() {
    UUID id = indexed(space, "Bob, whom they call Robert, has a dog");
    NamedEntity bob = new NamedEntity("Bob", "person", List.of("Robert"), 1);
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id, 1, List.of(bob, bruno(1)), fact("Bob", "has", "Bruno", "Bob has Bruno"))));

    assertThat(around("robert", "robert").relations())
        .extracting(r -> r.fact().text())
        .containsExactly("Bob has Bruno");
  }

  @Test
  void around_findsByANameThatMeansTheSame_ofTheSameTypeWithTheSameNumbers() {
    UUID id = indexed(space, "Harbour Choir Oslo, Oslo Harbour Choir");
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id,
                    1,
                    List.of(
                        named("Harbour Choir Oslo 5", "place"),
                        named("Oslo Harbour Choir 5", "place"),
                        named("Oslo Choir Harbour 6", "place"),
                        named("Choir Harbour Oslo 5", "thing"),
                        alice(1)),
                    fact("Oslo Harbour Choir 5", "has", "Alice", "Alice sings"),
                    fact("Oslo Choir Harbour 6", "has", "Alice", "Alice plays"),
                    fact("Choir Harbour Oslo 5", "has", "Alice", "Alice dances"))));
    graph().embed(space, vectors(graph().unembedded(space, 10)), Fakes.MODEL);

    assertThat(around("harbour choir oslo 5", "harbour").named()).hasSize(2);
    assertThat(around("harbour choir oslo 5", "harbour").relations())
        .extracting(r -> r.fact().text())
        .contains("Alice sings");
  }

  @Test
  void around_findsWhomAnAliasMeans() {
    UUID id = indexed(space, "Bob is Robert. Robert has a dog");
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id,
                    1,
                    List.of(
                        new NamedEntity("Bob", "person", List.of("Robert"), 1),
                        named("Robert", "person"),
                        bruno(1)),
                    fact("Robert", "has", "Bruno", "Robert has Bruno"))));

    assertThat(around("bob", "dog").relations())
        .extracting(r -> r.fact().text())
        .containsExactly("Robert has Bruno");
  }

  @Test
  void aboutAnEntity_itsFactsOnly_andItsEpisodes() {
    UUID id = indexed(space, "Alice has a dog, and Bob has a dog");
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id,
                    1,
                    List.of(
                        alice(1), bruno(1), new NamedEntity("Bob", "person", List.of("Bobby"), 1)),
                    HAS_DOG,
                    fact("Bob", "has", "Bruno", "Bob has a dog, Bruno"),
                    fact("Bob", "walks", "Bruno", "Bob walks the dog"))));

    assertThat(candidates(Kind.FACT, about("bobby"), "dog"))
        .extracting(Candidate::text)
        .containsExactlyInAnyOrder("Bob has a dog, Bruno", "Bob walks the dog");
    assertThat(candidates(Kind.FACT, about("Bob", "walks"), "dog"))
        .extracting(Candidate::text)
        .containsExactly("Bob walks the dog");
    assertThat(candidates(Kind.FACT, about("nobody"), "dog")).isEmpty();
    assertThat(graph().mentioning(space, "Bobby")).containsExactly(id);
    assertThat(graph().mentioning(space, "nobody")).isEmpty();
    assertThat(graph().mentioning(space, "?! (")).isEmpty();
    assertThat(graph().mentioning(new SpaceKey("another", space.spaceId()), "Bob")).isEmpty();
  }

  @Test
  void onlySomeEpisodes_andWhatTheySupport() {
    UUID one = indexed(space, "Bruno barked");
    UUID two = indexed(space, "Bruno slept");
    understand(two, 1, HAS_DOG);

    assertThat(ids(byWords(Scope.ALL.and(Set.of(one)), "Bruno"))).containsExactly(one);
    assertThat(candidates(Kind.FACT, Scope.ALL.and(Set.of(one)), "dog")).isEmpty();
    assertThat(candidates(Kind.FACT, Scope.ALL.and(Set.of(two)), "dog")).hasSize(1);
    assertThat(byWords(Scope.ALL.and(Set.of()), "Bruno")).isEmpty();
  }

  @Test
  void unembedded_untilItHasAVector_andAgainWhenTheTextChanges() {
    UUID id = indexed(space, "Alice has a dog");
    graph().integrate(space, List.of(understood(id, 1, List.of(alice(1), bruno(1)), HAS_DOG)));

    List<Unembedded> waiting = graph().unembedded(space, 10);
    assertThat(waiting)
        .extracting(Unembedded::text)
        .containsExactlyInAnyOrder("Alice has a dog, Bruno", "Alice", "Bruno");
    assertThat(graph().withUnembedded(1000)).contains(space);

    graph().embed(space, vectors(waiting), Fakes.MODEL);

    assertThat(graph().unembedded(space, 10)).isEmpty();
    assertThat(graph().withUnembedded(1000)).doesNotContain(space);
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id,
                    2,
                    List.of(alice(1), bruno(1)),
                    fact("Alice", "has", "Bruno", "Alice keeps Bruno"))));
    assertThat(graph().unembedded(space, 10))
        .extracting(Unembedded::text)
        .contains("Alice keeps Bruno");
  }

  @Test
  void embedded_whatHasChangedMeanwhile_waitsAgain() {
    UUID id = indexed(space, "Alice has a dog");
    graph().integrate(space, List.of(understood(id, 1, List.of(alice(1), bruno(1)), HAS_DOG)));
    List<Unembedded> stale =
        graph().unembedded(space, 10).stream()
            .map(node -> new Unembedded(node.kind(), node.key(), "as it was"))
            .toList();

    graph().embed(space, vectors(stale), Fakes.MODEL);

    assertThat(graph().unembedded(space, 10)).hasSize(3);
    assertThat(graph().withUnembedded(1000)).contains(space);
  }

  @Test
  void embeddedByAnotherModel_isFoundByThatOnly_andTheNewVectorMayBeOfAnotherLength() {
    UUID dog = indexed(space, "Alice has a dog");
    indexed(space, "It rained");
    graph().integrate(space, List.of(understood(dog, 1, List.of(alice(1), bruno(1)), HAS_DOG)));
    graph().embed(space, vectors(graph().unembedded(space, 10)), Fakes.MODEL);
    SpaceState before = graph().state(space).orElseThrow();
    assertThat(graph().embeddedOtherwise(space, Fakes.MODEL, 10)).isEmpty();

    List<Unembedded> old = graph().embeddedOtherwise(space, SHORT_MODEL, 10);
    assertThat(old)
        .extracting(Unembedded::text)
        .containsExactlyInAnyOrder(
            "Alice: Alice has a dog",
            "Alice: It rained",
            "Alice has a dog, Bruno",
            "Alice",
            "Bruno");
    assertThat(graph().embeddedOtherwise(space, SHORT_MODEL, 2)).hasSize(2);
    graph().embed(space, shortVectors(old), SHORT_MODEL);

    assertThat(graph().embeddedOtherwise(space, SHORT_MODEL, 10)).isEmpty();
    assertThat(graph().embeddedOtherwise(space, Fakes.MODEL, 10)).hasSize(5);
    assertThat(byMeaning("Alice: Alice has a dog")).isEmpty();
    assertThat(near(shortVector("Alice: Alice has a dog"), SHORT_MODEL))
        .extracting(Candidate::text)
        .contains("Alice has a dog", "Alice has a dog, Bruno");
    assertThat(graph().episodes(space, before.indexed(), 10))
        .hasSize(2)
        .allSatisfy(e -> assertThat(e.embedding()).hasSize(SHORT))
        .allSatisfy(e -> assertThat(e.embeddingModel()).isEqualTo(SHORT_MODEL));

    graph().embed(space, vectors(graph().embeddedOtherwise(space, Fakes.MODEL, 10)), Fakes.MODEL);
    assertThat(near(shortVector("Alice: Alice has a dog"), SHORT_MODEL)).isEmpty();
    assertThat(byMeaning("Alice: Alice has a dog")).isNotEmpty();
  }

  @Test
  void embeddedByTheModelMeanwhile_keepsThatVector() {
    indexed(space, "Alice has a dog");
    List<Unembedded> old = graph().embeddedOtherwise(space, SHORT_MODEL, 10);
    graph().embed(space, shortVectors(old), SHORT_MODEL);
    SpaceState done = graph().state(space).orElseThrow();

    graph().embed(space, shortVectors(old), SHORT_MODEL);

    assertThat(graph().state(space).orElseThrow().indexed()).isEqualTo(done.indexed());
  }

  @Test
  void livingSpaces_inPages_eachOnce() {
    List<SpaceKey> own =
        IntStream.range(0, 5).mapToObj(i -> new SpaceKey(tenant, UUID.randomUUID())).toList();
    own.forEach(one -> indexed(one, "Bruno barked"));
    graph().forgetSpace(own.getLast());

    List<SpaceKey> all = new ArrayList<>();
    List<SpaceKey> page = graph().spaces(null, 3);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = graph().spaces(page.getLast(), 3);
    }

    assertThat(all).doesNotHaveDuplicates().containsAll(own.subList(0, 4));
    assertThat(all).doesNotContain(own.getLast());
  }

  @Test
  void fact_isFoundByItsMeaning() {
    UUID id = indexed(space, "Guess who came with us");
    graph().integrate(space, List.of(understood(id, 1, List.of(alice(1), bruno(1)), HAS_DOG)));
    graph().embed(space, vectors(graph().unembedded(space, 10)), Fakes.MODEL);

    List<Candidate> found =
        graph()
            .candidates(
                new CandidateQuery(
                    tenant,
                    List.of(space.spaceId()),
                    List.of(),
                    new Embedded(Fakes.vector("Alice has a dog, Bruno"), Fakes.MODEL),
                    EnumSet.of(Kind.FACT),
                    Scope.ALL,
                    10));

    assertThat(found).extracting(Candidate::text).containsExactly("Alice has a dog, Bruno");
    assertThat(found.getFirst().similarity()).isGreaterThan(0.99);
  }

  private Neighbourhood around(String name, String word) {
    return graph().around(space, List.of(name), query(space, word));
  }

  private CandidateQuery query(SpaceKey of, String word) {
    return new CandidateQuery(
        of.tenantId(),
        List.of(of.spaceId()),
        List.of(word),
        new Embedded(Fakes.vector(word), Fakes.MODEL),
        EnumSet.of(Kind.FACT),
        Scope.ALL,
        10);
  }

  private static NamedEntity named(String name, String type) {
    return new NamedEntity(name, type, List.of(), 1);
  }

  private static Map<Unembedded, float[]> vectors(List<Unembedded> nodes) {
    return nodes.stream().collect(Collectors.toMap(n -> n, n -> Fakes.vector(n.text())));
  }

  @Test
  void vectorOfAnotherModel_neverCompared() {
    indexed(space, "Bruno chased the postman");

    assertThat(
            graph()
                .candidates(
                    new CandidateQuery(
                        tenant,
                        List.of(space.spaceId()),
                        List.of(),
                        new Embedded(Fakes.vector("Bruno chased the postman"), "another"),
                        EnumSet.of(Kind.EPISODE),
                        Scope.ALL,
                        10)))
        .isEmpty();
  }

  @Test
  void integrated_saysWhatStands() {
    UUID id = indexed(space, "I have a dog, Bruno. Bruno!");

    List<Integrated> standing =
        graph().integrate(space, List.of(understood(id, 1, List.of(alice(1), bruno(2)), HAS_DOG)));

    assertThat(standing)
        .singleElement()
        .satisfies(done -> {
          assertThat(done.episodeId()).isEqualTo(id);
          assertThat(done.generation()).isEqualTo(1);
          assertThat(done.facts()).isEqualTo(1);
          assertThat(counts(done)).containsOnly(Map.entry("Alice", 1), Map.entry("Bruno", 2));
        });
    assertThat(graph().integrated(space, List.of(id))).hasSize(1);
    assertThat(graph().entityNames(space, List.of(id)).get(id))
        .containsExactlyInAnyOrder("Alice", "Bruno");
  }

  @Test
  void integratedAgainAndAgain_countsStayExact() {
    UUID id = indexed(space, "Bruno and Bruno");
    Understanding understanding = understood(id, 1, List.of(alice(1), bruno(2)), HAS_DOG);
    for (int i = 0; i < 4; i++) {
      graph().integrate(space, List.of(understanding, understanding));
    }

    assertThat(counts(only(graph().integrated(space, List.of(id))))).containsEntry("Bruno", 2);
    assertThat(graph().forgetSpace(space))
        .containsEntry("entity", 2L)
        .containsEntry("fact", 1L)
        .containsEntry("episode", 1L);
  }

  @Test
  void integratedByEightAtOnce_standsOnce() throws Exception {
    UUID id = indexed(space, "Bruno and Bruno");
    Callable<List<Integrated>> attempt =
        () ->
            graph()
                .integrate(space, List.of(understood(id, 1, List.of(alice(1), bruno(2)), HAS_DOG)));
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var done : threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> attempt).toList())) {
        assertThat(counts(only(done.get()))).containsEntry("Bruno", 2);
      }
    }

    assertThat(graph().forgetSpace(space)).containsEntry("entity", 2L).containsEntry("fact", 1L);
  }

  @Test
  void integratedBeforeIndexed_bothStand() {
    GraphEpisode episode = episode("Bruno chased the postman");
    graph()
        .integrate(
            space, List.of(understood(episode.id(), 1, List.of(alice(1), bruno(1)), HAS_DOG)));
    graph().index(space, List.of(episode));

    assertThat(ids(byWords("postman"))).containsExactly(episode.id());
    assertThat(graph().integrated(space, List.of(episode.id()))).hasSize(1);
  }

  @Test
  void fact_citesEveryEpisodeThatSupportsIt() {
    UUID first = indexed(space, "I have a dog, Bruno");
    UUID second = indexed(space, "My dog is called Bruno");
    understand(first, 1, HAS_DOG);
    understand(second, 1, HAS_DOG);

    Candidate fact = only(facts("dog"));

    assertThat(fact.text()).isEqualTo("Alice has a dog, Bruno");
    assertThat(fact.episodeIds()).containsExactlyInAnyOrder(first, second);
    assertThat(fact.entities()).containsExactlyInAnyOrder("Alice", "Bruno");
  }

  @Test
  void newerGeneration_replacesWhatTheOlderSaid() {
    UUID id = indexed(space, "I live in Oslo and have a dog");
    understand(id, 1, HAS_DOG);
    understand(id, 2, LIVES);

    assertThat(facts("dog")).isEmpty();
    assertThat(facts("Oslo")).hasSize(1);
    assertThat(counts(only(graph().integrated(space, List.of(id)))))
        .containsOnlyKeys("Alice", "Oslo");
    assertThat(graph().forgetSpace(space)).containsEntry("entity", 2L).containsEntry("fact", 1L);
  }

  @Test
  void olderGenerationArrivesLate_changesNothing() {
    UUID id = indexed(space, "I live in Oslo and have a dog");
    understand(id, 2, LIVES);
    understand(id, 1, HAS_DOG);

    assertThat(facts("dog")).isEmpty();
    assertThat(only(graph().integrated(space, List.of(id))).generation()).isEqualTo(2);
  }

  @Test
  void newerGenerationOfOneSupporter_leavesTheFactToTheOther() {
    UUID first = indexed(space, "I have a dog, Bruno");
    UUID second = indexed(space, "My dog is called Bruno");
    understand(first, 1, HAS_DOG);
    understand(second, 1, HAS_DOG);
    understand(first, 2, LIVES);

    assertThat(only(facts("dog")).episodeIds()).containsExactly(second);
  }

  @Test
  void episode_forgotten_goesWithWhatOnlyItSupports() {
    UUID gone = indexed(space, "I have a dog, Bruno");
    UUID stays = indexed(space, "I live in Oslo");
    understand(gone, 1, HAS_DOG);
    understand(stays, 1, LIVES);

    assertThat(graph().forgetEpisode(space, gone))
        .containsEntry("episode", 1L)
        .containsEntry("fact", 1L);

    assertThat(byWords("dog")).isEmpty();
    assertThat(facts("dog")).isEmpty();
    assertThat(graph().integrated(space, List.of(gone))).isEmpty();
    assertThat(ids(byWords("Oslo"))).containsExactly(stays);
    assertThat(graph().forgetSpace(space)).containsEntry("entity", 2L).containsEntry("episode", 1L);
  }

  @Test
  void episode_forgottenTwice_givesTheFirstAnswer() {
    UUID gone = indexed(space, "x");
    assertThat(graph().forgetEpisode(space, gone)).containsEntry("episode", 1L);

    assertThat(graph().forgetEpisode(space, gone)).containsEntry("episode", 1L);
    assertThat(graph().residue(space, gone)).containsEntry("episode", 0L);
  }

  @Test
  void episode_forgotten_lateWritesAreRefused() {
    GraphEpisode gone = episode("Bruno chased the postman");
    graph().index(space, List.of(gone));
    graph().forgetEpisode(space, gone.id());

    assertThat(graph().index(space, List.of(gone))).isEmpty();
    assertThat(
            graph()
                .integrate(
                    space, List.of(understood(gone.id(), 5, List.of(alice(1), bruno(1)), HAS_DOG))))
        .isEmpty();
    assertThat(byWords("postman")).isEmpty();
    assertThat(facts("dog")).isEmpty();
  }

  @Test
  void episode_forgottenBeforeItArrived_neverArrives() {
    indexed(space, "something else");
    GraphEpisode gone = episode("Bruno chased the postman");
    graph().forgetEpisode(space, gone.id());

    assertThat(graph().index(space, List.of(gone))).isEmpty();
  }

  @Test
  void space_forgotten_isEmptyForGood() {
    GraphEpisode episode = episode("I have a dog, Bruno");
    graph().index(space, List.of(episode));
    understand(episode.id(), 1, HAS_DOG);

    assertThat(graph().forgetSpace(space))
        .containsEntry("episode", 1L)
        .containsEntry("entity", 2L)
        .containsEntry("fact", 1L);

    assertThat(graph().index(space, List.of(episode))).isEmpty();
    assertThat(
            graph()
                .integrate(
                    space,
                    List.of(understood(episode.id(), 9, List.of(alice(1), bruno(1)), HAS_DOG))))
        .isEmpty();
    assertThat(byWords("dog")).isEmpty();
    assertThat(byMeaning("I have a dog, Bruno")).isEmpty();
    assertThat(graph().integrated(space, List.of(episode.id()))).isEmpty();
    assertThat(graph().forgetSpace(space)).containsEntry("episode", 1L).containsEntry("entity", 2L);
    assertThat(graph().residue(space, null))
        .allSatisfy((kind, count) -> assertThat(count).as(kind).isZero());
  }

  @Test
  void space_forgottenBeforeAnythingArrived_neverArrives() {
    graph().forgetSpace(space);

    assertThat(graph().index(space, List.of(episode("x")))).isEmpty();
  }

  @Test
  void anotherTenant_getsAndChangesNothing() {
    UUID id = indexed(space, "I have a dog, Bruno");
    understand(id, 1, HAS_DOG);
    SpaceKey stolen = new SpaceKey("other-" + tenant, space.spaceId());

    assertThat(graph().index(stolen, List.of(episode("planted")))).isEmpty();
    assertThat(
            graph()
                .integrate(stolen, List.of(understood(id, 9, List.of(alice(1), bruno(1)), LIVES))))
        .isEmpty();
    assertThat(graph().integrated(stolen, List.of(id))).isEmpty();
    assertThat(graph().entityNames(stolen, List.of(id))).isEmpty();
    assertThat(graph().forgetEpisode(stolen, id)).containsEntry("episode", 0L);
    assertThat(graph().forgetSpace(stolen)).containsEntry("episode", 0L);
    assertThat(
            graph()
                .candidates(
                    query(
                        "other-" + tenant,
                        List.of(space.spaceId()),
                        List.of("dog"),
                        null,
                        Scope.ALL)))
        .isEmpty();

    assertThat(ids(byWords("dog"))).containsExactly(id);
    assertThat(only(graph().integrated(space, List.of(id))).generation()).isEqualTo(1);
  }

  @Test
  void nearlyTheSameInFiveOtherSpaces_onlyTheAskedSpaceAnswers() {
    UUID mine = indexed(space, "Bruno chased the postman down the road");
    understand(mine, 1, HAS_DOG);
    for (int i = 0; i < 5; i++) {
      SpaceKey other = new SpaceKey(i < 3 ? tenant : "other-" + tenant, UUID.randomUUID());
      GraphEpisode episode = episode("Bruno chased the postman down the road " + i);
      graph().index(other, List.of(episode));
      graph()
          .integrate(
              other, List.of(understood(episode.id(), 1, List.of(alice(1), bruno(1)), HAS_DOG)));
    }

    assertThat(byWords("postman", "Bruno"))
        .allSatisfy(c -> assertThat(c.spaceId()).isEqualTo(space.spaceId()));
    assertThat(ids(byWords("postman", "Bruno"))).contains(mine);
    assertThat(ids(byMeaning("Bruno chased the postman down the road"))).containsExactly(mine);
    assertThat(only(facts("dog")).episodeIds()).containsExactly(mine);
    assertThat(graph().forgetSpace(space)).containsEntry("entity", 2L).containsEntry("fact", 1L);
  }

  @Test
  void episodeOfAnotherSpace_cannotBeTakenOver() {
    GraphEpisode episode = episode("Bruno chased the postman");
    graph().index(space, List.of(episode));
    SpaceKey other = new SpaceKey(tenant, UUID.randomUUID());

    assertThat(graph().index(other, List.of(episode))).isEmpty();
    assertThat(
            graph()
                .integrate(
                    other,
                    List.of(understood(episode.id(), 3, List.of(alice(1), bruno(1)), HAS_DOG))))
        .isEmpty();
    assertThat(graph().forgetEpisode(other, UUID.randomUUID())).containsEntry("episode", 0L);
    assertThat(ids(byWords("postman"))).containsExactly(episode.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "space_id:* OR text:(a) +-&&||!(){}[]^\"~*?:\\/ postman",
        "'}) MATCH (n) DETACH DELETE n // postman",
        "`; DROP INDEX episode_text; -- $space {space} postman",
        "<script> %00 \\u0000 🐕 postman"
      })
  void userText_isOnlyEverText(String text) {
    UUID id = indexed(space, text);
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id,
                    1,
                    List.of(new NamedEntity(text, "thing", List.of(text), 1)),
                    fact(text, text, text, text))));

    assertThat(only(byWords("postman")).text()).isEqualTo(text);
    assertThat(only(facts("postman")).text()).isEqualTo(text);
    assertThat(graph().entityNames(space, List.of(id)).get(id)).containsExactly(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OR", "AND", "NOT", "TO", "or", "and"})
  void wordThatLuceneKnows_isAWord(String word) {
    indexed(space, "Bruno chased the postman");

    assertThat(byWords(word)).hasSizeLessThanOrEqualTo(1);
    assertThat(byWords(word, "postman")).hasSize(1);
    assertThat(byWords("postman", word)).hasSize(1);
  }

  @Test
  void asOf_whatWasRecordedByThen() {
    UUID old = indexed("Bruno barked", MAY, MAY);
    indexed("Bruno slept", MAY, JULY);

    assertThat(ids(byWords(asOf(JUNE), "Bruno"))).containsExactly(old);
  }

  @Test
  void asOf_factsBelievedByThen() {
    UUID id = indexed("I have a dog, Bruno", MAY, MAY);
    understand(id, 1, HAS_DOG);

    assertThat(facts(asOf(MAY.minusSeconds(1)), "dog")).isEmpty();
    assertThat(facts(asOf(JUNE), "dog")).hasSize(1);
  }

  @Test
  void validAt_factsTrueThen() {
    UUID id = indexed(space, "I lived in Oslo in May");
    understand(
        id,
        1,
        new StatedFact("Alice", "lives_in", "Oslo", true, "Alice lives in Oslo", MAY, JUNE, 0.9));

    assertThat(facts(validAt(MAY.minusSeconds(1)), "Oslo")).isEmpty();
    assertThat(facts(validAt(MAY), "Oslo")).hasSize(1);
    assertThat(facts(validAt(JUNE), "Oslo")).isEmpty();
  }

  @Test
  void state_tellsWhetherEpisodesCameOrWent() {
    assertThat(graph().state(space)).isEmpty();
    UUID first = indexed(space, "Bruno barked");
    SpaceState one = graph().state(space).orElseThrow();
    understand(first, 1, HAS_DOG);
    SpaceState understood = graph().state(space).orElseThrow();
    assertThat(understood.version()).isGreaterThan(one.version());
    assertThat(understood.indexed()).isEqualTo(one.indexed());

    UUID second = indexed(space, "Bruno slept");
    SpaceState two = graph().state(space).orElseThrow();
    assertThat(two.indexed()).isGreaterThan(one.indexed());
    assertThat(two.rewritten()).isEqualTo(one.rewritten());
    assertThat(graph().episodes(space, 0, 10))
        .extracting(GraphEpisode::id)
        .containsExactlyInAnyOrder(first, second);
    GraphEpisode news = only(graph().episodes(space, one.indexed(), 10));
    assertThat(news.id()).isEqualTo(second);
    assertThat(news.text()).isEqualTo("Bruno slept");
    assertThat(news.embedding()).hasSize(384);

    graph().forgetEpisode(space, second);
    SpaceState three = graph().state(space).orElseThrow();
    assertThat(three.rewritten()).isGreaterThan(two.rewritten());
    graph().clear(space);
    assertThat(graph().state(space).orElseThrow().rewritten()).isGreaterThan(three.rewritten());
    graph().forgetSpace(space);
    assertThat(graph().state(space)).isEmpty();
    assertThat(graph().episodes(space, 0, 10)).isEmpty();
  }

  @Test
  void episodes_atMostOneMoreThanAskedFor_andNobodyElses() {
    IntStream.range(0, 5).forEach(i -> indexed(space, "Bruno barked " + i));

    assertThat(graph().episodes(space, 0, 3)).hasSize(4);
    assertThat(graph().episodes(new SpaceKey("other-" + tenant, space.spaceId()), 0, 3)).isEmpty();
    assertThat(graph().state(new SpaceKey("other-" + tenant, space.spaceId()))).isEmpty();
    assertThat(
            graph()
                .embeddedOtherwise(
                    new SpaceKey("other-" + tenant, space.spaceId()), SHORT_MODEL, 10))
        .isEmpty();
  }

  @Test
  void laterFactOfAStateThatIsOnlyOne_closesTheEarlier() {
    stated(MAY, "live_in", "Oslo");
    stated(JULY, "live_in", "Bergen");

    assertThat(texts(facts("alice"))).containsExactly("Alice live_in Bergen");
    assertThat(texts(facts(validAt(JUNE), "alice"))).containsExactly("Alice live_in Oslo");
    assertThat(texts(facts(validAt(JULY), "alice"))).containsExactly("Alice live_in Bergen");
    assertThat(texts(facts(asOf(JUNE), "alice"))).containsExactly("Alice live_in Oslo");
  }

  @Test
  void whatClosedAFact_mayArriveFirst() {
    stated(JULY, "move_to", "Bergen");
    stated(MAY, "live_in", "Oslo");

    assertThat(texts(facts("alice"))).containsExactly("Alice move_to Bergen");
  }

  @Test
  void whatIsToChange_holdsUntilThen() {
    Instant announced = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.SECONDS);
    stated(MAY, "live_in", "Oslo");
    UUID id = indexed("I move to Bergen next month", MAY, MAY);
    understand(
        id,
        1,
        new StatedFact(
            "Alice", "move_to", "Bergen", true, "Alice moves to Bergen", announced, null, 0.9));

    assertThat(texts(facts("oslo"))).containsExactly("Alice live_in Oslo");
    assertThat(only(facts("oslo")).validTo()).isEqualTo(announced);
    assertThat(texts(facts(validAt(announced), "alice"))).containsExactly("Alice moves to Bergen");
  }

  @Test
  void closedFact_opensAgain_whenWhatClosedItIsForgotten() {
    stated(MAY, "live_in", "Oslo");
    UUID moved = stated(JULY, "live_in", "Bergen");

    graph().forgetEpisode(space, moved);

    assertThat(texts(facts("alice"))).containsExactly("Alice live_in Oslo");
  }

  @Test
  void awayAndBack_isTwoSpells_andWhatWasKnownInBetweenCanBeAsked() {
    stated(MAY, "live_in", "Oslo");
    stated(JUNE, "live_in", "Bergen");
    UUID back = stated(JULY, "live_in", "Oslo");

    assertThat(texts(facts("alice"))).containsExactly("Alice live_in Oslo");
    assertThat(only(facts("alice")).validFrom()).isEqualTo(JULY);
    assertThat(texts(facts(validAt(JUNE), "alice"))).containsExactly("Alice live_in Bergen");
    Candidate first = only(facts(validAt(MAY), "alice"));
    assertThat(first.text()).isEqualTo("Alice live_in Oslo");
    assertThat(first.validTo()).isEqualTo(JUNE);
    assertThat(texts(facts(asOf(MAY), "alice"))).containsExactly("Alice live_in Oslo");
    Candidate then = only(facts(asOf(JUNE), "alice"));
    assertThat(then.text()).isEqualTo("Alice live_in Bergen");
    assertThat(then.validTo()).isNull();

    graph().forgetEpisode(space, back);

    assertThat(only(facts("alice")).text()).isEqualTo("Alice live_in Bergen");
    assertThat(only(facts("alice")).validTo()).isNull();
  }

  @Test
  void factOfNoState_endsAndBeginsAgain() {
    stated(MAY, "play", "chess");
    UUID stopped = indexed("Alice stopped playing chess", JUNE, JUNE);
    StatedFact over =
        new StatedFact("Alice", "play", "chess", true, "Alice stopped chess", null, JUNE, 0.9);
    List<NamedEntity> entities = List.of(alice(1), new NamedEntity("chess", "thing", List.of(), 1));
    graph()
        .integrate(
            space, List.of(new Understanding(stopped, 1, JUNE, JUNE, entities, List.of(over))));

    assertThat(facts("chess")).isEmpty();
    assertThat(only(facts(asOf(MAY), "chess")).validTo()).isNull();
    assertThat(only(facts(validAt(MAY), "chess")).text()).isEqualTo("Alice play chess");

    stated(JULY, "play", "chess");

    assertThat(only(facts("chess")).validFrom()).isEqualTo(JULY);
    assertThat(facts(validAt(JUNE), "chess")).isEmpty();
  }

  @Test
  void asOf_wordingOfThatTime() {
    stated(MAY, "live_in", "Oslo");
    UUID later = indexed("Oslo", JULY, JULY);
    graph()
        .integrate(
            space,
            List.of(
                new Understanding(
                    later,
                    1,
                    JULY,
                    JULY,
                    List.of(alice(1), new NamedEntity("Oslo", "thing", List.of(), 1)),
                    List.of(
                        new StatedFact(
                            "Alice", "live_in", "Oslo", true, "Alice: Oslo", MAY, null, 1)))));

    assertThat(only(facts("alice")).text()).isEqualTo("Alice: Oslo");
    assertThat(only(facts(asOf(JUNE), "alice")).text()).isEqualTo("Alice live_in Oslo");
    assertThat(only(facts(asOf(JUNE), "alice")).validFrom()).isNull();
  }

  @Test
  void endAndReturnInOneEpisode_areBothKept() {
    stated(MAY, "live_in", "Oslo");
    UUID id = indexed("Alice left Oslo in June and is back since July", JULY, JULY);
    graph()
        .integrate(
            space,
            List.of(
                new Understanding(
                    id,
                    1,
                    JULY,
                    JULY,
                    List.of(alice(1), new NamedEntity("Oslo", "thing", List.of(), 1)),
                    List.of(
                        spell("Alice left Oslo", null, JUNE),
                        spell("Alice is back in Oslo", JULY, null)))));

    assertThat(only(facts("alice")).validFrom()).isEqualTo(JULY);
    assertThat(facts(validAt(JUNE), "alice")).isEmpty();
    assertThat(facts(validAt(MAY), "alice")).hasSize(1);
  }

  private static StatedFact spell(String statement, Instant from, Instant to) {
    return new StatedFact("Alice", "live_in", "Oslo", true, statement, from, to, 0.9);
  }

  @Test
  void whatCanBeManyAtATime_standsSideBySide() {
    stated(MAY, "like", "chess");
    stated(JUNE, "like", "jazz");
    stated(JULY, "like", "hiking");

    assertThat(facts("alice")).hasSize(3);
  }

  @Test
  void conflicts_tellWhatWasStatedOfOneState() {
    stated(MAY, "live_in", "Oslo");
    stated(JULY, "live_in", "Bergen");
    stated(MAY, "work_at", "Acme");
    stated(MAY, "work_at", "Initech");
    stated(MAY, "like", "chess");
    stated(JULY, "like", "jazz");

    List<Conflict> all = graph().conflicts(space, "", 10);

    assertThat(all).extracting(Conflict::state).containsExactly("employer", "residence");
    assertThat(all.getFirst().sides()).allMatch(side -> side.invalidatedAt() == null);
    Conflict residence = all.getLast();
    assertThat(residence.subject()).isEqualTo("Alice");
    DatedFact oslo = residence.sides().getFirst();
    DatedFact bergen = residence.sides().getLast();
    assertThat(oslo.text()).contains("Oslo");
    assertThat(oslo.validTo()).isEqualTo(JULY);
    assertThat(oslo.invalidatedAt()).isEqualTo(JULY);
    assertThat(oslo.closedBy()).isEqualTo(bergen.factId());
    assertThat(bergen.validFrom()).isEqualTo(JULY);
    assertThat(bergen.validTo()).isNull();
    assertThat(graph().conflicts(space, all.getFirst().key(), 10)).containsExactly(residence);
    assertThat(graph().conflicts(new SpaceKey("other-" + tenant, space.spaceId()), "", 10))
        .isEmpty();
  }

  @Test
  void changes_areWhatWasLearnt_orFoundToBeOver_inThatTime() {
    stated(MAY, "live_in", "Oslo");
    stated(JULY, "live_in", "Bergen");

    assertThat(graph().changes(space, MAY.minusSeconds(1), JUNE, 10))
        .singleElement()
        .satisfies(fact -> assertThat(fact.text()).contains("Oslo"));
    assertThat(graph().changes(space, JUNE, JULY, 10)).hasSize(2);
    assertThat(graph().changes(space, JUNE, JULY, 1)).hasSize(1);
    assertThat(graph().changes(space, JULY, JULY.plusSeconds(1), 10)).isEmpty();
    assertThat(
            graph()
                .changes(
                    new SpaceKey("other-" + tenant, space.spaceId()),
                    MAY.minusSeconds(1),
                    JULY,
                    10))
        .isEmpty();
  }

  @Test
  void olderGeneration_neverOverwritesTheText() {
    UUID id = UUID.randomUUID();
    graph().index(space, List.of(inGeneration(2, id, "Bruno slept")));
    graph().index(space, List.of(inGeneration(1, id, "Bruno ran")));

    assertThat(byWords("Bruno")).extracting(Candidate::text).containsExactly("Bruno slept");
  }

  @Test
  void closedFact_isNeverDeleted() {
    UUID id = stated(MAY, "live_in", "Oslo");
    stated(JULY, "live_in", "Bergen");

    assertThat(only(graph().integrated(space, List.of(id))).facts()).isEqualTo(1);
  }

  @Test
  void filters_narrow() {
    UUID user = UUID.randomUUID();
    UUID tool = UUID.randomUUID();
    graph()
        .index(
            space,
            List.of(
                episode(user, 1, "user", "Bruno barked", MAY, MAY),
                episode(tool, 2, "tool", "Bruno slept", JULY, JULY)));

    assertThat(ids(byWords(scope(Set.of(session), Set.of(), null, null, Set.of()), "Bruno")))
        .containsExactlyInAnyOrder(user, tool);
    assertThat(byWords(scope(Set.of(UUID.randomUUID()), Set.of(), null, null, Set.of()), "Bruno"))
        .isEmpty();
    assertThat(ids(byWords(scope(Set.of(), Set.of("tool"), null, null, Set.of()), "Bruno")))
        .containsExactly(tool);
    assertThat(ids(byWords(scope(Set.of(), Set.of(), JUNE, null, Set.of()), "Bruno")))
        .containsExactly(tool);
    assertThat(ids(byWords(scope(Set.of(), Set.of(), null, JULY, Set.of()), "Bruno")))
        .containsExactly(user);
    assertThat(ids(byWords(scope(Set.of(), Set.of(), null, null, Set.of(tool)), "Bruno")))
        .containsExactly(user);
  }

  /**
   * What stands afterwards is what the newest generation of every episode that was not forgotten
   * says, integrated once, one after the other.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anyOrderAnyRepetitionAnyInterleaving_givesTheSameGraph(long seed) throws Exception {
    Extractions all = Extractions.random(new Random(seed));
    graph().index(space, List.of(episode("so that the space is there")));
    all.newest().forEach(u -> graph().integrate(space, List.of(u)));
    List<String> expected = dump(space);
    assertThat(expected).anyMatch(line -> line.startsWith("fact"));

    graph().clear(space);
    assertThat(dump(space)).isEmpty();
    graph().index(space, List.of(episode("so that the space is there")));
    List<Callable<?>> steps = new ArrayList<>();
    all.shuffledBatches(new Random(-seed))
        .forEach(batch -> steps.add(() -> graph().integrate(space, batch)));
    all.forgotten().forEach(id -> steps.add(() -> graph().forgetEpisode(space, id)));
    Collections.shuffle(steps, new Random(seed));
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var step : steps.stream().map(threads::submit).toList()) {
        step.get();
      }
    }

    assertThat(dump(space)).isEqualTo(expected);
  }

  /** Whenever who is who is put right, and whatever held before. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void correctedAtAnyTime_givesTheSameGraph(long seed) throws Exception {
    Extractions all = Extractions.random(new Random(seed));
    Set<UUID> some =
        all.newest().stream().limit(5).map(Understanding::episodeId).collect(Collectors.toSet());
    Renaming merge = new Renaming("jazz", "Bruno", Set.of());
    Renaming split = new Renaming("Mira", "Mira Olsen", some);
    Corrections corrections =
        new Corrections(List.of(merge, split, new Renaming("Bruno", "Harbour", Set.of())));
    graph().correct(space, corrections);
    all.newest().forEach(u -> graph().integrate(space, List.of(u)));
    List<String> expected = dump(space);
    assertThat(expected).noneMatch(line -> line.matches("entity \\S+ (jazz|bruno) .*"));

    graph().clear(space);
    graph().correct(space, new Corrections(List.of(new Renaming("Oslo", "Mira", Set.of()), merge)));
    List<Callable<?>> steps = new ArrayList<>();
    all.shuffledBatches(new Random(-seed))
        .forEach(batch -> steps.add(() -> graph().integrate(space, batch)));
    all.forgotten().forEach(id -> steps.add(() -> graph().forgetEpisode(space, id)));
    Collections.shuffle(steps, new Random(seed));
    steps.add(
        new Random(seed).nextInt(steps.size()),
        Executors.callable(() -> graph().correct(space, corrections)));
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var step : steps.stream().map(threads::submit).toList()) {
        step.get();
      }
    }
    integrateTheOutdated(all.newest());

    assertThat(dump(space)).isEqualTo(expected);
  }

  private void integrateTheOutdated(List<Understanding> understandings) {
    List<UUID> outdated = graph().outdated(space, new UUID(0, 0), 100);
    graph()
        .integrate(
            space, understandings.stream().filter(u -> outdated.contains(u.episodeId())).toList());
    assertThat(graph().outdated(space, new UUID(0, 0), 100)).isEmpty();
  }

  @Test
  void merged_areOne_andTwoAgainWhenThatIsTakenBack() {
    UUID one = indexed(space, "Bob has a dog");
    UUID two = indexed(space, "Robert lives in Oslo");
    List<Understanding> said =
        List.of(
            understood(
                one,
                1,
                List.of(named("Bob", "person"), bruno(1)),
                fact("Bob", "has", "Bruno", "Bob has Bruno")),
            understood(
                two,
                1,
                List.of(named("Robert", "person"), named("Oslo", "place")),
                fact("Robert", "live_in", "Oslo", "Robert lives in Oslo")));
    graph().integrate(space, said);
    List<String> before = dump(space);

    graph().correct(space, new Corrections(List.of(new Renaming("Bob", "Robert", Set.of()))));

    assertThat(graph().outdated(space, new UUID(0, 0), 10)).containsExactly(one);
    assertThat(dump(space)).as("until it is integrated again").isEqualTo(before);
    integrateTheOutdated(said);
    assertThat(around("bob", "bob").relations())
        .extracting(r -> r.fact().text())
        .contains("Bob has Bruno", "Robert lives in Oslo");
    assertThat(counts(only(graph().integrated(space, List.of(one))))).containsKey("Robert");
    graph().correct(new SpaceKey("other-" + tenant, space.spaceId()), Corrections.NONE);
    assertThat(graph().outdated(space, new UUID(0, 0), 10)).isEmpty();

    graph().correct(space, Corrections.NONE);
    integrateTheOutdated(said);

    assertThat(dump(space)).isEqualTo(before);
  }

  @Test
  void split_isSomebodyElseInSomeEpisodes() {
    UUID one = indexed(space, "Alex has a dog");
    UUID two = indexed(space, "Alex has a cat");
    Understanding dog =
        understood(
            one,
            1,
            List.of(named("Alex", "person"), bruno(1)),
            fact("Alex", "has", "Bruno", "Alex has Bruno"));
    Understanding cat = understood(two, 1, List.of(named("Alex", "person")));
    graph().integrate(space, List.of(dog, cat));

    graph()
        .correct(space, new Corrections(List.of(new Renaming("Alex", "Alex Miller", Set.of(two)))));
    integrateTheOutdated(List.of(dog, cat));

    assertThat(counts(only(graph().integrated(space, List.of(one))))).containsKey("Alex");
    assertThat(counts(only(graph().integrated(space, List.of(two)))))
        .containsOnlyKeys("Alex Miller");
    assertThat(graph().outdated(new SpaceKey("other", space.spaceId()), new UUID(0, 0), 10))
        .isEmpty();
  }

  @Test
  void cleared_canBeFilledAgain_withoutTheForgotten() {
    GraphEpisode gone = episode("Bruno slept");
    GraphEpisode stays = episode("Bruno barked");
    graph().index(space, List.of(gone, stays));
    graph().forgetEpisode(space, gone.id());

    graph().clear(space);

    assertThat(byWords("Bruno")).isEmpty();
    assertThat(graph().speakers(space)).isEmpty();
    assertThat(graph().index(space, List.of(gone, stays))).containsExactly(stays.id());
    assertThat(ids(byWords("Bruno"))).containsExactly(stays.id());
  }

  @Test
  void cleared_byAnotherTenant_staysAsItIs() {
    UUID id = indexed(space, "Bruno barked");

    graph().clear(new SpaceKey("other-" + tenant, space.spaceId()));

    assertThat(ids(byWords("Bruno"))).containsExactly(id);
    assertThat(graph().residue(new SpaceKey("other-" + tenant, space.spaceId()), id))
        .containsEntry("episode", 0L);
    assertThat(graph().residue(space, id)).containsEntry("episode", 1L);
  }

  @Test
  void speaker_whoseLastEpisodeIsForgotten_isForgotten() {
    UUID id = indexed(space, "Bruno barked");

    graph().forgetEpisode(space, id);

    assertThat(graph().speakers(space)).isEmpty();
  }

  @Test
  void entities_foundByNameAndAlias() {
    UUID id = indexed(space, "My dog");
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id, 1, List.of(new NamedEntity("Bruno", "thing", List.of("Fluffy"), 1)))));

    assertThat(candidates(Kind.ENTITY, Scope.ALL, "Fluffy"))
        .singleElement()
        .satisfies(c -> {
          assertThat(c.text()).isEqualTo("Bruno");
          assertThat(c.episodeIds()).containsExactly(id);
        });
  }

  @Test
  void sameNameWrittenDifferently_isOneEntity() {
    UUID id = indexed(space, "x");
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id,
                    1,
                    List.of(
                        new NamedEntity("Bruno", "thing", List.of(), 1),
                        new NamedEntity("bruno's", "thing", List.of(), 2)))));

    assertThat(counts(only(graph().integrated(space, List.of(id)))))
        .containsOnly(Map.entry("Bruno", 3));
  }

  private UUID indexed(SpaceKey where, String text) {
    GraphEpisode episode = episode(text);
    graph().index(where, List.of(episode));
    return episode.id();
  }

  private UUID indexed(String text, Instant occurredAt, Instant recordedAt) {
    UUID id = UUID.randomUUID();
    graph().index(space, List.of(episode(id, 1, "user", text, occurredAt, recordedAt)));
    return id;
  }

  private GraphEpisode episode(String text) {
    return new GraphEpisode(
        UUID.randomUUID(),
        UUID.randomUUID(),
        1,
        "user",
        "Alice",
        text,
        MAY,
        MAY,
        1,
        Fakes.vector(text),
        Fakes.MODEL);
  }

  private GraphEpisode episode(
      UUID id, long sequence, String role, String text, Instant occurredAt, Instant recordedAt) {
    return new GraphEpisode(
        id,
        session,
        sequence,
        role,
        "Alice",
        text,
        occurredAt,
        recordedAt,
        1,
        Fakes.vector(text),
        Fakes.MODEL);
  }

  private GraphEpisode inGeneration(int generation, UUID id, String text) {
    return new GraphEpisode(
        id,
        session,
        1,
        "user",
        "Alice",
        text,
        MAY,
        MAY,
        generation,
        Fakes.vector(text),
        Fakes.MODEL);
  }

  /** Alice says so at that time. */
  private UUID stated(Instant at, String predicate, String object) {
    UUID id = indexed("Alice " + predicate + " " + object, at, at);
    StatedFact fact = fact("Alice", predicate, object, "Alice " + predicate + " " + object);
    List<NamedEntity> entities = List.of(alice(1), new NamedEntity(object, "thing", List.of(), 1));
    graph().integrate(space, List.of(new Understanding(id, 1, at, at, entities, List.of(fact))));
    return id;
  }

  private static List<String> texts(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::text).sorted().toList();
  }

  private void understand(UUID id, int generation, StatedFact fact) {
    graph()
        .integrate(
            space,
            List.of(
                understood(
                    id,
                    generation,
                    List.of(alice(1), new NamedEntity(fact.object(), "thing", List.of(), 1)),
                    fact)));
  }

  private static Understanding understood(
      UUID id, int generation, List<NamedEntity> entities, StatedFact... facts) {
    return new Understanding(id, generation, MAY, MAY, entities, List.of(facts));
  }

  private static StatedFact fact(String subject, String predicate, String object, String says) {
    return new StatedFact(subject, predicate, object, true, says, null, null, 0.9);
  }

  private static NamedEntity alice(int mentions) {
    return new NamedEntity("Alice", "person", List.of(), mentions);
  }

  private static NamedEntity bruno(int mentions) {
    return new NamedEntity("Bruno", "thing", List.of(), mentions);
  }

  private static Scope scope(
      Set<UUID> sessions, Set<String> roles, Instant from, Instant to, Set<UUID> excluded) {
    return new Scope(null, null, sessions, roles, from, to, excluded, null, Set.of(), null);
  }

  private static Scope about(String entity, String... predicates) {
    return new Scope(
        null, null, Set.of(), Set.of(), null, null, Set.of(), entity, Set.of(predicates), null);
  }

  private static Scope asOf(Instant when) {
    return new Scope(when, null, Set.of(), Set.of(), null, null, Set.of(), null, Set.of(), null);
  }

  private static Scope validAt(Instant when) {
    return new Scope(null, when, Set.of(), Set.of(), null, null, Set.of(), null, Set.of(), null);
  }

  private List<Candidate> byWords(String... words) {
    return candidates(Kind.EPISODE, Scope.ALL, words);
  }

  private List<Candidate> byWords(Scope scope, String... words) {
    return candidates(Kind.EPISODE, scope, words);
  }

  private List<Candidate> facts(String... words) {
    return candidates(Kind.FACT, Scope.ALL, words);
  }

  private List<Candidate> facts(Scope scope, String... words) {
    return candidates(Kind.FACT, scope, words);
  }

  private List<Candidate> byMeaning(String text) {
    return graph()
        .candidates(
            query(
                tenant,
                List.of(space.spaceId()),
                List.of(),
                new Embedded(Fakes.vector(text), Fakes.MODEL),
                Scope.ALL));
  }

  private List<Candidate> near(float[] vector, String model) {
    return graph()
        .candidates(
            query(
                tenant,
                List.of(space.spaceId()),
                List.of(),
                new Embedded(vector, model),
                Scope.ALL));
  }

  private static Map<Unembedded, float[]> shortVectors(List<Unembedded> nodes) {
    return nodes.stream().collect(Collectors.toMap(node -> node, node -> shortVector(node.text())));
  }

  /** By a model that folds what the other one says. */
  private static float[] shortVector(String text) {
    float[] vector = new float[SHORT];
    float[] all = Fakes.vector(text);
    for (int i = 0; i < all.length; i++) {
      vector[i % SHORT] += all[i];
    }
    return vector;
  }

  private List<Candidate> candidates(Kind kind, Scope scope, String... words) {
    return graph()
        .candidates(
            new CandidateQuery(
                tenant, List.of(space.spaceId()), List.of(words), null, Set.of(kind), scope, 50));
  }

  private static CandidateQuery query(
      String tenantId, List<UUID> spaces, List<String> words, Embedded embedding, Scope scope) {
    return new CandidateQuery(
        tenantId, spaces, words, embedding, EnumSet.allOf(Kind.class), scope, 50);
  }

  private static List<UUID> ids(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::id).toList();
  }

  private static Map<String, Integer> counts(Integrated done) {
    return done.mentions().stream()
        .collect(Collectors.toMap(Integrated.Mention::name, Integrated.Mention::count));
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.getFirst();
  }
}
