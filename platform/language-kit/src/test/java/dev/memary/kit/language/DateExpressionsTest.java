package dev.memary.kit.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kit.language.DateExpressions.DateExpression;
import dev.memary.kit.language.DateExpressions.Kind;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateExpressionsTest {
  /** A Wednesday. */
  private static final LocalDate TODAY = LocalDate.of(2024, 5, 15);

  private final DateExpressions dates = new DateExpressions();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "What happened on 8 May, 2023?            | 2023-05-08",
        "What happened on May 8th 2023?           | 2023-05-08",
        "What happened on 2023-05-08?             | 2023-05-08",
        "What did she do in August 2023?          | 2023-08",
        "What did she do in March?                | 2024-03",
        "What did she do in August?               | 2023-08",
        "Where was he in 2019?                    | 2019",
        "What did I eat yesterday?                | 2024-05-14",
        "Who called last Friday?                  | 2024-05-10",
        "What did I do last week?                 | 2024-W19",
        "Whom did I meet two weeks ago?           | 2024-W18",
        "What was there in the summer of 2022?    | 2022-06/2022-08"
      })
  void oneDate_resolved(String sentence, String iso) {
    List<DateExpression> found = dates.read(sentence, TODAY);

    assertThat(found).hasSize(1);
    assertThat(found.getFirst().period().orElseThrow().iso()).isEqualTo(iso);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"May I ask?", "They march on.", "What does she like?", "On 31 February 2023"})
  void noDate_noPeriod(String sentence) {
    assertThat(dates.read(sentence, TODAY)).noneMatch(date -> date.period().isPresent());
  }

  @Test
  void kinds_andPlaces() {
    DateExpression since = dates.read("I have lived here since 2019.", TODAY).getFirst();
    DateExpression habit = dates.read("We swim every Sunday.", TODAY).getFirst();

    assertThat(since.kind()).isEqualTo(Kind.SINCE);
    assertThat("I have lived here since 2019.".substring(since.start(), since.end()))
        .isEqualTo("since 2019");
    assertThat(habit.kind()).isEqualTo(Kind.NONE);
    assertThat(habit.period()).isEmpty();
  }

  @Test
  void aMonthIsNamed_orNot() {
    assertThat(dates.read("in August", TODAY).getFirst().namesMonth()).isTrue();
    assertThat(dates.read("last week", TODAY).getFirst().namesMonth()).isFalse();
  }
}
