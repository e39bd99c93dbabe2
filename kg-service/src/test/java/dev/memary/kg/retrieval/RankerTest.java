package dev.memary.kg.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.provider.LuceneTermAnalyzer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RankerTest {
  private final Ranker ranker = new Ranker(new LuceneTermAnalyzer());
  private int ids;

  @Test
  void nothing_ranksNothing() {
    assertThat(ranker.rank("x", List.of(), RecallRecipe.HYBRID)).isEmpty();
  }

  @Test
  void moreOfTheWords_first() {
    assertThat(
            rank(
                "Where did Bruno chase the postman?",
                said("Bob", "The weather is fine"),
                said("Bob", "Bruno slept"),
                said("Bob", "Bruno chased the postman")))
        .containsExactly("Bruno chased the postman", "Bruno slept", "The weather is fine");
  }

  @Test
  void closerInMeaning_first() {
    assertThat(rank("pets", near("far", 0.1), near("close", 0.9), near("between", 0.5)))
        .containsExactly("close", "between", "far");
  }

  @Test
  void wordsRecipe_ignoresMeaning() {
    List<ScoredCandidate> ranked =
        ranker.rank("pets", List.of(near("far", 0.1), near("close", 0.9)), RecallRecipe.WORDS);

    assertThat(ranked).allSatisfy(s -> assertThat(s.components().get("meaning") + 0.0).isZero());
  }

  @Test
  void personNamed_whatTheyThemselvesSaidFirst() {
    assertThat(
            rank(
                "What is Alice's hobby?",
                said("Bob", "My hobby is chess"),
                said("Alice", "My hobby is chess")))
        .hasSize(2);
    assertThat(
            ranker
                .rank(
                    "What is Alice's hobby?",
                    List.of(said("Bob", "My hobby is chess"), said("Alice", "My hobby is chess")),
                    RecallRecipe.HYBRID)
                .getFirst()
                .candidate()
                .speaker())
        .isEqualTo("Alice");
  }

  @Test
  void severalNamed_whoSpeaksTellsNothing() {
    List<ScoredCandidate> ranked =
        ranker.rank(
            "Do Alice and Bob play?",
            List.of(said("Bob", "I play chess"), said("Alice", "I play chess")),
            RecallRecipe.HYBRID);

    assertThat(ranked).allSatisfy(s -> assertThat(s.components().get("speaker")).isZero());
  }

  @Test
  void questionThatOnlyAsks_behindItsAnswer() {
    assertThat(rank("Bruno?", said("Bob", "Where is Bruno?"), said("Bob", "There is Bruno.")))
        .containsExactly("There is Bruno.", "Where is Bruno?");
  }

  @Test
  void when_prefersATurnWithATimeWord() {
    assertThat(
            rank(
                "When did Bruno run?",
                said("Bob", "Bruno ran nicely"),
                said("Bob", "Bruno ran yesterday")))
        .containsExactly("Bruno ran yesterday", "Bruno ran nicely");
  }

  @Test
  void equals_inTheOrderOfTheirIds() {
    Candidate a = said("Bob", "same");
    Candidate b = said("Bob", "same");

    assertThat(ranker.rank("x", List.of(b, a), RecallRecipe.HYBRID))
        .isEqualTo(ranker.rank("x", List.of(a, b), RecallRecipe.HYBRID));
  }

  @Test
  void scores_between0And1_explainedByTheirParts() {
    for (ScoredCandidate s :
        ranker.rank(
            "When did Alice run?",
            List.of(said("Alice", "I ran today"), said("Bob", "Who?")),
            RecallRecipe.HYBRID)) {
      double sum = s.components().values().stream().mapToDouble(Double::doubleValue).sum();
      assertThat(s.score()).isBetween(0.0, 1.0).isEqualTo(1 / (1 + Math.exp(-sum / 2)));
    }
  }

  private List<String> rank(String query, Candidate... candidates) {
    return ranker.rank(query, Arrays.asList(candidates), RecallRecipe.HYBRID).stream()
        .map(s -> s.candidate().text())
        .toList();
  }

  private Candidate said(String speaker, String text) {
    return candidate(speaker, text, 0);
  }

  private Candidate near(String text, double similarity) {
    return candidate("", text, similarity);
  }

  private Candidate candidate(String speaker, String text, double similarity) {
    UUID id = new UUID(0, ++ids);
    return new Candidate(
        id,
        Candidate.Kind.EPISODE,
        new UUID(1, 1),
        text,
        speaker,
        "",
        Instant.EPOCH,
        similarity,
        List.of(),
        List.of(id));
  }
}
