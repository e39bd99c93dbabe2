package dev.memary.memory.summaries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.memory.summaries.SumBasic.Said;
import java.util.List;
import org.junit.jupiter.api.Test;

class SumBasicTest {
  private static final List<Said> SAID =
      List.of(
          new Said("Alice", "The weather was fine today."),
          new Said("Alice", "We moved the wedding in Bergen to June."),
          new Said("Bob", "Then I shall book a hotel for the wedding in Bergen."),
          new Said("Alice", "My bus was late again."),
          new Said("Bob", "The wedding dinner will be at the hotel."));

  @Test
  void tellsWhatIsTalkedAboutMost_inTheOrderInWhichItWasSaid() {
    assertThat(SumBasic.of(SAID, 20))
        .containsExactly(
            "Alice: We moved the wedding in Bergen to June.",
            "Bob: The wedding dinner will be at the hotel.");
  }

  @Test
  void neverHasMoreWordsThanItMay() {
    for (int words = 0; words < 40; words++) {
      int used =
          SumBasic.of(SAID, words).stream()
              .mapToInt(s -> Sentences.words(s.substring(s.indexOf(':'))).size())
              .sum();
      assertThat(used).isLessThanOrEqualTo(words);
    }
  }

  @Test
  void chineseSentences_areTold_too() {
    assertThat(SumBasic.of(List.of(new Said("小明", "我下周五搬到上海。我很高兴。")), 50))
        .containsExactly("小明: 我下周五搬到上海。", "小明: 我很高兴。");
  }

  @Test
  void nothingSaid_nothingTold() {
    assertThat(SumBasic.of(List.of(), 50)).isEmpty();
  }
}
