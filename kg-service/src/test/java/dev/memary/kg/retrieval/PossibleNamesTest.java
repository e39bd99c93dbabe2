package dev.memary.kg.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.provider.LuceneTermAnalyzer;
import org.junit.jupiter.api.Test;

class PossibleNamesTest {
  private static final TermAnalyzer ANALYZER = new LuceneTermAnalyzer();

  @Test
  void runsOfWords_normalisedAsEntitiesAre_longestFirst() {
    assertThat(PossibleNames.in("Where does Alice's manager Jean-Luc live?", ANALYZER))
        .contains("alice", "alice's manager", "manager jean-luc", "jean-luc", "live")
        .doesNotContain("where", "does");
    assertThat(PossibleNames.in("Who runs the Harbour Club?", ANALYZER))
        .contains("harbour club")
        .startsWith("who runs the harbour");
  }

  @Test
  void chinese_isWrittenWithoutSpaces() {
    assertThat(PossibleNames.in("王小明住在哪里？", ANALYZER)).contains("王小明");
  }

  @Test
  void longQuestion_isBounded() {
    assertThat(PossibleNames.in("word ".repeat(3000), ANALYZER)).hasSizeLessThanOrEqualTo(200);
    assertThat(PossibleNames.in("", ANALYZER)).isEmpty();
  }
}
