package dev.memary.worker.extraction.classical;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How often the extractor is right, on sentences whose labels were written before it. */
class LabelledSentencesTest {

  @Test
  void labelledSentences_areExtracted_preciselyEnough() {
    Evaluation evaluation = evaluate("labelled-sentences.txt");

    assertThat(evaluation.factPrecision()).as(evaluation.report()).isGreaterThanOrEqualTo(0.8);
    assertThat(evaluation.factRecall()).as(evaluation.report()).isGreaterThanOrEqualTo(0.7);
    assertThat(evaluation.typeAccuracy()).as(evaluation.report()).isGreaterThanOrEqualTo(0.9);
    assertThat(evaluation.entityPrecision()).as(evaluation.report()).isGreaterThanOrEqualTo(0.85);
  }

  @Test
  void heldOutSentences_areExtracted_preciselyEnough() {
    Evaluation evaluation = evaluate("held-out-sentences.txt");

    assertThat(evaluation.factPrecision()).as(evaluation.report()).isGreaterThanOrEqualTo(0.8);
    assertThat(evaluation.typeAccuracy()).as(evaluation.report()).isGreaterThanOrEqualTo(0.85);
  }

  static Evaluation evaluate(String file) {
    Evaluation evaluation = new Evaluation();
    LabelledSentence.of(file).forEach(l -> evaluation.add(l, Given.aliceSays(l.text())));
    return evaluation;
  }
}
