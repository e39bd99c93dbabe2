package dev.memary.kg.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.retrieval.Bm25F.Document;
import java.util.List;
import org.junit.jupiter.api.Test;

class Bm25FTest {
  @Test
  void noTermShared_zero() {
    assertThat(scores(List.of("cat"), document("dog"))).containsExactly(0.0);
  }

  @Test
  void noDocuments_noScores() {
    assertThat(scores(List.of("cat"))).isEmpty();
  }

  @Test
  void rarerTerm_weighsMore() {
    double[] scores =
        scores(List.of("dog", "bruno"), document("dog"), document("dog"), document("bruno"));

    assertThat(scores[2]).isGreaterThan(scores[0]);
  }

  @Test
  void moreOften_weighsMoreButSaturates() {
    double[] scores =
        scores(
            List.of("dog"),
            document("dog", "x", "x", "x"),
            document("dog", "dog", "x", "x"),
            document("dog", "dog", "dog", "x"));

    assertThat(scores[1]).isGreaterThan(scores[0]);
    assertThat(scores[2] - scores[1]).isLessThan(scores[1] - scores[0]);
  }

  @Test
  void longerDocument_weighsLess() {
    double[] scores = scores(List.of("dog"), document("dog"), document("dog", "x", "x", "x", "x"));

    assertThat(scores[0]).isGreaterThan(scores[1]);
  }

  @Test
  void neighbours_countLessThanTheTurnItself() {
    double[] scores =
        scores(
            List.of("dog"),
            new Document(List.of("dog"), List.of("x")),
            new Document(List.of("x"), List.of("dog")));

    assertThat(scores[0]).isGreaterThan(scores[1]);
    assertThat(scores[1]).isPositive();
  }

  @Test
  void termTwiceInTheQuery_countsOnce() {
    assertThat(scores(List.of("dog", "dog"), document("dog"), document("x")))
        .isEqualTo(scores(List.of("dog"), document("dog"), document("x")));
  }

  private static double[] scores(List<String> query, Document... documents) {
    return new Bm25F(RecallRecipe.CONVERSATION, List.of(documents)).scores(query);
  }

  private static Document document(String... terms) {
    return new Document(List.of(terms), List.of());
  }
}
