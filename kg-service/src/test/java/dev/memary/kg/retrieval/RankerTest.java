package dev.memary.kg.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.provider.LuceneTermAnalyzer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankerTest {
  private static final UUID SESSION = UUID.randomUUID();
  private static final Instant NOW = Instant.parse("2026-05-20T12:00:00Z");

  private final Ranker ranker = new Ranker(new LuceneTermAnalyzer());
  private int ids;

  @Test
  void nothing_ranksNothing() {
    assertThat(ranker.rank("x", NOW, List.of(), Map.of(), RecallRecipe.CONVERSATION)).isEmpty();
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
        ranker.rank(
            "pets",
            NOW,
            List.of(near("far", 0.1), near("close", 0.9)),
            Map.of(),
            RecallRecipe.CONVERSATION.without(Ingredient.MEANING));

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
                    NOW,
                    List.of(said("Bob", "My hobby is chess"), said("Alice", "My hobby is chess")),
                    Map.of(),
                    RecallRecipe.CONVERSATION)
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
            NOW,
            List.of(said("Bob", "I play chess"), said("Alice", "I play chess")),
            Map.of(),
            RecallRecipe.CONVERSATION);

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

    assertThat(ranker.rank("x", NOW, List.of(b, a), Map.of(), RecallRecipe.CONVERSATION))
        .isEqualTo(ranker.rank("x", NOW, List.of(a, b), Map.of(), RecallRecipe.CONVERSATION));
  }

  @Test
  void scores_between0And1_explainedByTheirParts() {
    for (ScoredCandidate s :
        ranker.rank(
            "When did Alice run?",
            NOW,
            List.of(said("Alice", "I ran today"), said("Bob", "Who?")),
            Map.of(),
            RecallRecipe.CONVERSATION)) {
      double sum = s.components().values().stream().mapToDouble(Double::doubleValue).sum();
      assertThat(s.score()).isBetween(0.0, 1.0).isEqualTo(1 / (1 + Math.exp(-sum / 2)));
    }
  }

  @Test
  void besideAGoodAnswer_beforeTheRest() {
    Candidate said = at(5, "Bruno chased the postman");
    Candidate beside = at(6, "Down by the river");
    Candidate elsewhere = at(50, "Over in the garden");
    Candidate noise = at(90, "Bread is cheap");

    List<ScoredCandidate> ranked =
        ranker.rank(
            "Bruno and the postman",
            NOW,
            List.of(elsewhere, noise, beside, said),
            Map.of(),
            RecallRecipe.CONVERSATION);

    assertThat(ranked.subList(0, 2))
        .extracting(ScoredCandidate::candidate)
        .containsExactly(said, beside);
  }

  @Test
  void connectedWithWhomTheQuestionNames_first() {
    Candidate near = said("Bob", "She lives in Lisbon");
    Candidate far = said("Bob", "She lives in Madrid");

    assertThat(
            ranker.rank(
                "Where does Alice's manager live?",
                NOW,
                List.of(near, far),
                Map.of(near.id(), 0.3),
                RecallRecipe.CONVERSATION))
        .extracting(ScoredCandidate::candidate)
        .containsExactly(near, far);
  }

  @Test
  void lately_first_whenARecipeAsksForIt() {
    Candidate lastYear = on("2025-03-02", "We went hiking");
    Candidate lately = on("2026-05-02", "We went hiking");

    assertThat(first("hiking", Ingredient.RECENCY, lastYear, lately)).isEqualTo(lately);
  }

  @Test
  void learntOften_first_whenARecipeAsksForIt() {
    Candidate once = learntFrom(1, "Bruno is a dog");
    Candidate often = learntFrom(5, "Bruno is a dog");

    assertThat(first("dog", Ingredient.FREQUENCY, once, often)).isEqualTo(often);
  }

  @Test
  void repetition_behindSomethingElse_whenARecipeAsksForIt() {
    Candidate said = said("Bob", "Bruno chased the postman");
    Candidate again = said("Bob", "Bruno chased the postman");
    Candidate other = said("Bob", "Bruno slept all afternoon");
    List<Candidate> all = List.of(said, again, other);

    assertThat(
            ranker.rank(
                "What did Bruno chase?",
                NOW,
                all,
                Map.of(),
                RecallRecipe.CONVERSATION.with(Ingredient.DIVERSITY, 20)))
        .extracting(ScoredCandidate::candidate)
        .containsExactly(said, other, again);
  }

  private Candidate first(String query, Ingredient ingredient, Candidate... candidates) {
    return ranker
        .rank(
            query,
            NOW,
            List.of(candidates),
            Map.of(),
            RecallRecipe.CONVERSATION.with(ingredient, 1))
        .getFirst()
        .candidate();
  }

  private Candidate learntFrom(int episodes, String statement) {
    return new Candidate(
        new UUID(0, ++ids),
        Candidate.Kind.FACT,
        new UUID(1, 1),
        statement,
        "",
        "",
        null,
        0,
        NOW,
        null,
        null,
        0,
        List.of(),
        IntStream.range(0, episodes).mapToObj(i -> new UUID(2, i)).toList());
  }

  @Test
  void saidNearTheDateInTheQuestion_first() {
    Candidate before = on("2025-03-02", "We went hiking");
    Candidate then = on("2025-06-11", "We went hiking");
    Candidate later = on("2025-09-20", "We went hiking");

    assertThat(first("Where did we hike in June 2025?", before, then, later)).isEqualTo(then);
    assertThat(first("Where did we hike in June?", before, then, later)).isEqualTo(then);
    assertThat(first("Where did we hike in September?", before, then, later)).isEqualTo(later);
  }

  @Test
  void relativeDate_isSeenFromNow() {
    Candidate lastWeek = on("2026-05-12", "We went hiking");
    Candidate longAgo = on("2025-05-12", "We went hiking");

    assertThat(first("Where did we hike last week?", longAgo, lastWeek)).isEqualTo(lastWeek);
  }

  private Candidate first(String query, Candidate... candidates) {
    return ranker
        .rank(query, NOW, List.of(candidates), Map.of(), RecallRecipe.CONVERSATION)
        .getFirst()
        .candidate();
  }

  private Candidate at(long sequence, String text) {
    return candidate("", text, 0, sequence, NOW);
  }

  private Candidate on(String day, String text) {
    return candidate("", text, 0, 10L * ids, Instant.parse(day + "T12:00:00Z"));
  }

  private List<String> rank(String query, Candidate... candidates) {
    return ranker
        .rank(query, NOW, Arrays.asList(candidates), Map.of(), RecallRecipe.CONVERSATION)
        .stream()
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
    return candidate(speaker, text, similarity, 10L * ids, NOW);
  }

  private Candidate candidate(
      String speaker, String text, double similarity, long sequence, Instant at) {
    UUID id = new UUID(0, ++ids);
    return new Candidate(
        id,
        Candidate.Kind.EPISODE,
        new UUID(1, 1),
        text,
        speaker,
        "user",
        SESSION,
        sequence,
        at,
        null,
        null,
        similarity,
        List.of(),
        List.of(id));
  }
}
