package dev.memary.kit.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kit.language.DateExpressions.DateExpression;
import dev.memary.kit.language.DateExpressions.Kind;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChineseDatesTest {
  private static final LocalDate WEDNESDAY = LocalDate.parse("2025-03-12");

  private final ChineseDates dates = new ChineseDates();

  @ParameterizedTest
  @CsvSource({
    "我2018年毕业,2018",
    "2019年5月搬家,2019-05",
    "2019年5月3日搬家,2019-05-03",
    "去年十二月去了,2024-12",
    "前年结婚,2023",
    "5月8号见面,2024-05-08",
    "3月1日见面,2025-03-01",
    "昨天见面,2025-03-11",
    "大前天见面,2025-03-09",
    "后天出发,2025-03-14",
    "上周五去了,2025-03-07",
    "上星期天去了,2025-03-09",
    "这周一去了,2025-03-10",
    "下周三去,2025-03-19",
    "上周去了,2025-W10",
    "下个月去,2025-04",
    "两个月前搬来,2025-01",
    "三周前搬来,2025-W08",
    "十二年前搬来,2013",
    "上班三年了,2022"
  })
  void date_isResolved(String text, String iso) {
    assertThat(dates.read(text, WEDNESDAY))
        .singleElement()
        .satisfies(d -> assertThat(d.period().orElseThrow().iso()).isEqualTo(iso));
  }

  @Test
  void wordsBefore_tellWhatTheDateSays() {
    assertThat(kinds("从2015年住在这里")).containsExactly(Kind.SINCE);
    assertThat(kinds("住到2019年")).containsExactly(Kind.UNTIL);
    assertThat(kinds("工作三年了")).containsExactly(Kind.SINCE);
    assertThat(kinds("昨天见面")).containsExactly(Kind.POINT);
  }

  @Test
  void noDate_isNone() {
    assertThat(dates.read("我喜欢爬山", WEDNESDAY)).isEmpty();
    assertThat(dates.read("2月31日见面", WEDNESDAY)).isEmpty();
  }

  private List<Kind> kinds(String text) {
    return dates.read(text, WEDNESDAY).stream().map(DateExpression::kind).toList();
  }
}
