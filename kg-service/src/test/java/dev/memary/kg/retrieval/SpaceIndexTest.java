package dev.memary.kg.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.SpaceState;
import dev.memary.kg.provider.LuceneTermAnalyzer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpaceIndexTest {
  private static final UUID SPACE = UUID.randomUUID();
  private static final UUID SESSION = UUID.randomUUID();
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final TermAnalyzer ANALYZER = new LuceneTermAnalyzer();

  @Test
  void byWords_withTheTurnsBeside() {
    SpaceIndex index =
        index(turn(1, "Hello"), turn(2, "Bruno barked"), turn(3, "Loudly"), turn(5, "Rain"));

    assertThat(texts(index, query(null, Scope.ALL, 10), "bruno"))
        .containsExactly("Bruno barked", "Hello", "Loudly");
  }

  @Test
  void byMeaning_theClosestFirst_onlyOfTheSameModel() {
    GraphEpisode near = turn(1, "near", new float[] {2, 0});
    GraphEpisode far = turn(10, "far", new float[] {0, 3});
    SpaceIndex index = index(far, near);
    Embedded question = new Embedded(new float[] {1, 0}, "m");

    List<Candidate> found = index.candidates(query(question, Scope.ALL, 1), List.of());
    assertThat(found).extracting(Candidate::text).containsExactly("near");
    assertThat(found.getFirst().similarity()).isCloseTo(1, within(1e-6));
    Embedded other = new Embedded(new float[] {1, 0}, "another");
    assertThat(index.candidates(query(other, Scope.ALL, 1), List.of())).isEmpty();
  }

  @Test
  void scope_narrows_alsoWhatStandsBeside() {
    GraphEpisode said = turn(1, "Bruno barked");
    GraphEpisode later = at(turn(2, "Bruno slept"), JUNE);
    SpaceIndex index = index(said, later);

    assertThat(texts(index, query(null, scope(MAY, null, Set.of(), Set.of()), 9), "bruno"))
        .containsExactly("Bruno barked");
    assertThat(
            texts(index, query(null, scope(null, SESSION, Set.of("user"), Set.of()), 9), "bruno"))
        .hasSize(2);
    assertThat(
            texts(
                index, query(null, scope(null, UUID.randomUUID(), Set.of(), Set.of()), 9), "bruno"))
        .isEmpty();
    assertThat(texts(index, query(null, scope(null, null, Set.of("tool"), Set.of()), 9), "bruno"))
        .isEmpty();
    assertThat(
            texts(index, query(null, scope(null, null, Set.of(), Set.of(said.id())), 9), "bruno"))
        .containsExactly("Bruno slept");
  }

  @Test
  void onlyTheEpisodesAskedFor_alsoBesideAndById() {
    GraphEpisode said = turn(1, "Bruno barked");
    GraphEpisode beside = turn(2, "Bruno slept");
    SpaceIndex index = index(said, beside);
    CandidateQuery query = query(null, Scope.ALL.and(Set.of(said.id())), 9);

    assertThat(texts(index, query, "bruno")).containsExactly("Bruno barked");
    assertThat(index.episodes(query, List.of(said.id(), beside.id(), UUID.randomUUID())))
        .extracting(Candidate::text)
        .containsExactly("Bruno barked");
  }

  @Test
  void with_addsAndReplaces_andLeavesTheOldOneAsItIs() {
    GraphEpisode first = turn(1, "Bruno barked");
    SpaceIndex before = index(first);
    GraphEpisode changed =
        new GraphEpisode(
            first.id(), SESSION, 1, "user", "Alice", "Rex barked", MAY, MAY, 2, new float[2], "m");

    SpaceIndex after =
        before.with(new SpaceState(2, 2, 0, List.of()), List.of(changed, turn(2, "Rex")), ANALYZER);

    assertThat(texts(after, query(null, Scope.ALL, 9), "bruno")).isEmpty();
    assertThat(texts(after, query(null, Scope.ALL, 9), "rex")).hasSize(2);
    assertThat(after.state().indexed()).isEqualTo(2);
    assertThat(texts(before, query(null, Scope.ALL, 9), "bruno")).hasSize(1);
  }

  private static List<String> texts(SpaceIndex index, CandidateQuery query, String... terms) {
    return index.candidates(query, List.of(terms)).stream().map(Candidate::text).toList();
  }

  private static SpaceIndex index(GraphEpisode... episodes) {
    return SpaceIndex.of(SPACE, new SpaceState(1, 1, 0, List.of()), List.of(episodes), ANALYZER);
  }

  private static CandidateQuery query(@Nullable Embedded embedded, Scope scope, int limit) {
    return new CandidateQuery(
        "t", List.of(SPACE), List.of(), embedded, Set.of(Candidate.Kind.EPISODE), scope, limit);
  }

  private static Scope scope(
      @Nullable Instant asOf, @Nullable UUID session, Set<String> roles, Set<UUID> excluded) {
    return new Scope(
        asOf,
        null,
        session == null ? Set.of() : Set.of(session),
        roles,
        null,
        null,
        excluded,
        null,
        Set.of(),
        null);
  }

  private static GraphEpisode turn(long sequence, String text) {
    return turn(sequence, text, new float[] {0, 0});
  }

  private static GraphEpisode turn(long sequence, String text, float[] embedding) {
    return new GraphEpisode(
        UUID.randomUUID(), SESSION, sequence, "user", "Alice", text, MAY, MAY, 1, embedding, "m");
  }

  private static GraphEpisode at(GraphEpisode e, Instant when) {
    return new GraphEpisode(
        e.id(),
        e.sessionId(),
        e.sequence(),
        e.role(),
        e.speaker(),
        e.text(),
        when,
        when,
        e.generation(),
        e.embedding(),
        e.embeddingModel());
  }
}
