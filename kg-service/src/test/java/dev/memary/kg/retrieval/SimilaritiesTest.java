package dev.memary.kg.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.memary.kg.graph.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SimilaritiesTest {
  @Test
  void modelsWithOtherCosines_meetOnOneScale() {
    List<Double> high = onCommonScale(0.88, 0.90, 0.92);
    List<Double> low = onCommonScale(0.40, 0.60, 0.80);

    for (int i = 0; i < 3; i++) {
      assertThat(high.get(i)).isCloseTo(low.get(i), within(1e-9));
    }
    assertThat(high).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whatIsNotKnown_staysSo() {
    assertThat(onCommonScale(0, 0.5, 0.7)).first().isEqualTo(0.0);
  }

  @Test
  void allAlike_areNear() {
    assertThat(onCommonScale(0.5, 0.5)).containsOnly(0.8);
    assertThat(onCommonScale(0)).containsExactly(0.0);
    assertThat(onCommonScale()).isEmpty();
  }

  private static List<Double> onCommonScale(double... similarities) {
    List<Candidate> candidates =
        DoubleStream.of(similarities).mapToObj(SimilaritiesTest::candidate).toList();
    return Similarities.onCommonScale(candidates).stream().map(Candidate::similarity).toList();
  }

  private static Candidate candidate(double similarity) {
    UUID id = UUID.randomUUID();
    return new Candidate(
        id,
        Candidate.Kind.EPISODE,
        UUID.randomUUID(),
        "",
        "",
        "",
        null,
        0,
        Instant.EPOCH,
        null,
        null,
        similarity,
        List.of(),
        List.of(id));
  }
}
