package dev.memary.systemtests.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoreTest {
  @Test
  void everythingFirst_perfect() {
    assertThat(score(Set.of("a", "b"), "a", "b", "c")).isEqualTo(new Score(1, 1, 1, 1, 1, 1));
  }

  @Test
  void nothingFound_zero() {
    assertThat(score(Set.of("a"), "b", "c")).isEqualTo(new Score(0, 0, 0, 0, 0, 0));
    assertThat(score(Set.of("a"))).isEqualTo(new Score(0, 0, 0, 0, 0, 0));
  }

  @Test
  void halfFound_secondPlace() {
    Score score = score(Set.of("a", "b"), "c", "a");

    assertThat(score.at5()).isEqualTo(0.5);
    assertThat(score.allAt5()).isZero();
    assertThat(score.reciprocalRank()).isEqualTo(0.5);
    assertThat(score.ndcg10()).isCloseTo(0.6309 / 1.6309, within(1e-3));
  }

  @Test
  void sixth_countsAmongTheFirstTenOnly() {
    Score score = score(Set.of("a"), "1", "2", "3", "4", "5", "a");

    assertThat(score.at5()).isZero();
    assertThat(score.at10()).isEqualTo(1);
  }

  @Test
  void evidenceNamedTwice_countsOnce() {
    assertThat(score(Set.of("a", "b"), "a", "a").at10()).isEqualTo(0.5);
    assertThat(score(Set.of("a", "b"), "a", "a").ndcg10())
        .isEqualTo(score(Set.of("a", "b"), "a", "x").ndcg10());
  }

  @Test
  void mean_ofEach() {
    assertThat(Score.mean(List.of(new Score(1, 1, 1, 1, 1, 1), new Score(0, 0, 0, 0, 0, 0))))
        .isEqualTo(new Score(0.5, 0.5, 0.5, 0.5, 0.5, 0.5));
  }

  private static Score score(Set<String> evidence, String... ranked) {
    return Score.of(evidence, List.of(ranked).stream().map(List::of).toList());
  }
}
