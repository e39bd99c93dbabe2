package dev.memary.agent.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.agent.memory.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExtractiveAnswerTest {
  private static final Instant MARCH = Instant.parse("2024-03-02T10:00:00Z");

  @Test
  void bestEvidence_isQuotedWithDateAndSpeaker() {
    List<Evidence> evidence =
        List.of(said("Rain again.", 0.2), said("I live in Lisbon.", 0.9), fact("Tea is hers", 0.8));

    assertThat(ExtractiveAnswer.from(evidence, "Where?"))
        .isEqualTo(
            "From memory (no language model is reachable): "
                + "on 2024-03-02 Alice said: \"I live in Lisbon.\"; "
                + "on 2024-03-02 I noted: \"Tea is hers\"");
  }

  @Test
  void longText_isQuotedByTheSentenceThatBearsOnTheQuestion() {
    String text = "Nothing of note. ".repeat(30) + "My sister moved to Porto in May. It rained.";

    assertThat(ExtractiveAnswer.from(List.of(said(text, 0.9)), "Where did my sister move?"))
        .endsWith("\"My sister moved to Porto in May.\"");
  }

  @Test
  void earlierAnswersFromMemory_areNotQuotedAgain() {
    Evidence echo = new Evidence(UUID.randomUUID(), "From memory", "assistant", MARCH, 1, true);

    assertThat(ExtractiveAnswer.from(List.of(echo), "Where?"))
        .startsWith("No language model is reachable, and I remember nothing");
  }

  private static Evidence said(String text, double score) {
    return new Evidence(UUID.randomUUID(), text, "Alice", MARCH, score, false);
  }

  private static Evidence fact(String text, double score) {
    return new Evidence(UUID.randomUUID(), text, null, MARCH, score, false);
  }
}
