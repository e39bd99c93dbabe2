package dev.memary.worker.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.worker.extraction.classical.ClassicalExtractor;
import dev.memary.worker.understanding.Learning;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * How right what is learnt from sixty labelled passages is. It prints the table of
 * docs/extraction.md.
 */
class ExtractionQualityTest {
  private static final List<LabelledPassage> PASSAGES = LabelledPassage.all();

  @Test
  void passages_areSixty_inTwoLanguages() {
    assertThat(PASSAGES).hasSize(60);
    assertThat(PASSAGES).filteredOn(p -> p.language().equals("zh")).hasSize(18);
  }

  @Test
  void classical_holdsItsFloor() {
    Learning learning = new Learning(ClassicalExtractor.load());

    Scorecard english = score("en", p -> learning.learn(p.episode()));
    Scorecard chinese = score("zh", p -> learning.learn(p.episode()));

    print("classical, English", english);
    print("classical, Chinese", chinese);
    assertThat(english.factPrecision()).as("%s", english.mistakes()).isGreaterThanOrEqualTo(0.9);
    assertThat(english.factRecall()).as("%s", english.mistakes()).isGreaterThanOrEqualTo(0.75);
    assertThat(english.entityPrecision()).isGreaterThanOrEqualTo(0.85);
    assertThat(english.entityRecall()).isGreaterThanOrEqualTo(0.8);
    assertThat(chinese.forbidden()).as("%s", chinese.mistakes()).isZero();
  }

  private static Scorecard score(String language, Function<LabelledPassage, Extraction> extractor) {
    Scorecard score = new Scorecard();
    PASSAGES.stream()
        .filter(p -> p.language().equals(language))
        .forEach(p -> score.add(p, extractor.apply(p)));
    return score;
  }

  private static void print(String name, Scorecard score) {
    System.out.println(Scorecard.head());
    System.out.println(score.line(name));
    score.mistakes().forEach(System.out::println);
  }
}
