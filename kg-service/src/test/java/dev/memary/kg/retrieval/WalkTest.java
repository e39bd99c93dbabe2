package dev.memary.kg.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.memary.kg.graph.Candidate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WalkTest {
  private static final UUID SESSION = UUID.randomUUID();

  @Test
  void nearTheSeed_moreThanFarFromIt_nothingIsLost() {
    double[] visits = Walk.visits(turns(1, 2, 3, 4, 9), new double[] {5, 0, 0, 0, 0}, 1);

    assertThat(visits[0]).isGreaterThan(visits[1]);
    assertThat(visits[1]).isGreaterThan(visits[2]);
    assertThat(visits[2]).isGreaterThan(visits[3]);
    assertThat(visits[4]).isZero();
    assertThat(Arrays.stream(visits).sum()).isCloseTo(1, within(1e-9));
  }

  @Test
  void betweenTwoSeeds_moreThanBesideOne() {
    double[] visits = Walk.visits(turns(1, 2, 3, 8, 9), new double[] {1, 0, 1, 1, 0}, 3);

    assertThat(visits[1]).isGreaterThan(visits[4]);
  }

  @Test
  void aloneInItsSession_keepsItsShare() {
    assertThat(Walk.visits(turns(1), new double[] {3}, 10)).containsExactly(1.0);
  }

  private static Scene turns(int... sequences) {
    return new Scene(IntStream.of(sequences).mapToObj(WalkTest::turn).toList());
  }

  private static Candidate turn(int sequence) {
    return new Candidate(
        new UUID(0, sequence),
        Candidate.Kind.EPISODE,
        new UUID(1, 1),
        "text",
        "Alice",
        "user",
        SESSION,
        sequence,
        Instant.EPOCH,
        null,
        null,
        0,
        List.of(),
        List.of());
  }
}
