package dev.memary.kit.language;

import dev.memary.kit.language.DateExpressions.DateExpression;
import dev.memary.kit.language.DateExpressions.Kind;
import dev.memary.kit.language.DateExpressions.Period;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds dates in Chinese text and resolves them against the day of speaking. The first rule that
 * fits wins. "上周五" is the Friday of the week before, whatever day it is.
 */
public final class ChineseDates {
  private static final String NUMBER = "(\\d{1,4}|[一二两三四五六七八九十]{1,3})";
  private static final String NEAR = "(上上|上|这|本|下下|下)";
  private static final String WEEK = "(?:周|星期|礼拜)";
  private static final String DIGITS = "一二三四五六七八九";

  private static final Map<String, Integer> DAYS =
      Map.of("大前天", -3, "前天", -2, "昨天", -1, "昨晚", -1, "今天", 0, "今早", 0, "今晚", 0, "明天", 1, "后天", 2);
  private static final Map<String, Integer> YEARS =
      Map.of("前年", -2, "去年", -1, "今年", 0, "明年", 1, "后年", 2);
  private static final Map<String, Integer> STEPS =
      Map.of("上上", -2, "上", -1, "这", 0, "本", 0, "下", 1, "下下", 2);

  private record Match(MatchResult groups, LocalDate today) {
    String text(int index) {
      return groups.group(index);
    }

    int steps(Map<String, Integer> words) {
      return words.getOrDefault(groups.group(1), 0);
    }

    boolean has(int index) {
      return groups.group(index) != null;
    }

    int number(int index) {
      return numberOf(groups.group(index));
    }
  }

  private record Rule(Pattern pattern, Kind kind, Function<Match, Period> period) {}

  private static final List<Rule> RULES =
      List.of(
          rule("(\\d{4})年(?:" + NUMBER + "月(?:" + NUMBER + "[日号])?)?", ChineseDates::calendar),
          rule(
              "(前年|去年|今年|明年|后年)(?:" + NUMBER + "月(?:" + NUMBER + "[日号])?)?",
              ChineseDates::nearYear),
          rule(NUMBER + "月" + NUMBER + "[日号]", ChineseDates::lastSuchDay),
          rule("(大前天|前天|昨天|昨晚|今天|今早|今晚|明天|后天)", m -> day(m.today().plusDays(m.steps(DAYS)))),
          rule(NEAR + "个?" + WEEK + "([一二三四五六日天])", ChineseDates::weekday),
          rule(NEAR + "个?" + WEEK, m -> DateExpressions.week(m.today().plusWeeks(m.steps(STEPS)))),
          rule(NEAR + "个?月", m -> month(YearMonth.from(m.today()).plusMonths(m.steps(STEPS)))),
          rule(NUMBER + "个?(天|周|星期|礼拜|月|年)(?:以前|之前|前)", m -> shifted(m, -1)),
          rule(NUMBER + "个?(天|周|星期|礼拜|月|年)(?:以后|之后|后)", m -> shifted(m, 1)),
          new Rule(
              Pattern.compile(NUMBER + "个?(天|周|星期|礼拜|月|年)(?:多)?了"),
              Kind.SINCE,
              m -> shifted(m, -1)));

  private static Rule rule(String regex, Function<Match, Period> period) {
    return new Rule(Pattern.compile(regex), Kind.POINT, period);
  }

  /**
   * The dates of a text, in its order.
   *
   * @param today the day of speaking
   */
  public List<DateExpression> read(String text, LocalDate today) {
    List<DateExpression> found = new ArrayList<>();
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern().matcher(text);
      while (matcher.find()) {
        add(found, rule, new Match(matcher.toMatchResult(), today), text);
      }
    }
    found.sort(Comparator.comparingInt(DateExpression::start));
    return List.copyOf(found);
  }

  private static void add(List<DateExpression> found, Rule rule, Match match, String text) {
    int start = match.groups().start();
    int end = match.groups().end();
    if (found.stream().anyMatch(d -> start < d.end() && d.start() < end)) {
      return;
    }
    try {
      Period period = rule.period().apply(match);
      found.add(
          new DateExpression(
              start, end, match.groups().group(), kind(rule, text, start), Optional.of(period)));
    } catch (DateTimeException notInTheCalendar) {
      // no date then
    }
  }

  private static Kind kind(Rule rule, String text, int start) {
    String before = text.substring(Math.max(0, start - 1), start);
    return switch (before) {
      case "从", "自" -> Kind.SINCE;
      case "到", "至" -> Kind.UNTIL;
      default -> rule.kind();
    };
  }

  private static Period calendar(Match m) {
    return inYear(m, m.number(1));
  }

  private static Period nearYear(Match m) {
    return inYear(m, m.today().getYear() + m.steps(YEARS));
  }

  private static Period inYear(Match m, int year) {
    if (m.has(3)) {
      return day(LocalDate.of(year, m.number(2), m.number(3)));
    }
    return m.has(2) ? month(YearMonth.of(year, m.number(2))) : year(year);
  }

  private static Period lastSuchDay(Match m) {
    LocalDate date = LocalDate.of(m.today().getYear(), m.number(1), m.number(2));
    return day(date.isAfter(m.today()) ? date.minusYears(1) : date);
  }

  private static Period weekday(Match m) {
    int ordinal = DIGITS.indexOf(m.text(2));
    DayOfWeek weekday = ordinal < 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(ordinal + 1);
    LocalDate monday = m.today().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    return day(monday.plusWeeks(m.steps(STEPS)).with(TemporalAdjusters.nextOrSame(weekday)));
  }

  private static Period shifted(Match m, int direction) {
    long amount = (long) direction * m.number(1);
    return switch (m.text(2)) {
      case "天" -> day(m.today().plusDays(amount));
      case "月" -> month(YearMonth.from(m.today()).plusMonths(amount));
      case "年" -> year(m.today().plusYears(amount).getYear());
      default -> DateExpressions.week(m.today().plusWeeks(amount));
    };
  }

  private static Period day(LocalDate date) {
    return new Period(date.toString(), date, date);
  }

  private static Period month(YearMonth month) {
    return new Period(month.toString(), month.atDay(1), month.atEndOfMonth());
  }

  private static Period year(int year) {
    return new Period(Integer.toString(year), LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
  }

  /** Up to ninety-nine in characters: 十二, 二十, 三十五. */
  private static int numberOf(String written) {
    if (Character.isDigit(written.charAt(0))) {
      return Integer.parseInt(written);
    }
    String digits = written.replace('两', '二');
    int ten = digits.indexOf('十');
    if (ten < 0) {
      return digit(digits.charAt(digits.length() - 1));
    }
    int tens = ten == 0 ? 1 : digit(digits.charAt(0));
    int ones = ten == digits.length() - 1 ? 0 : digit(digits.charAt(digits.length() - 1));
    return 10 * tens + ones;
  }

  private static int digit(char character) {
    return DIGITS.indexOf(character) + 1;
  }
}
