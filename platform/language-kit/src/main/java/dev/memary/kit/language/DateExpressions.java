package dev.memary.kit.language;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds dates in English text and resolves them against the day of speaking. The first rule that
 * fits wins.
 */
public final class DateExpressions {

  private static final String MONTH =
      "(January|February|March|April|May|June|July|August|September|October|November|December"
          + "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)";
  private static final String WEEKDAY =
      "(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
  private static final String SEASON = "(spring|summer|autumn|fall|winter)";
  private static final String NUMBER =
      "(\\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
          + "|a couple of)";
  private static final String UNIT = "(day|week|month|year)s?";
  private static final String LEAD =
      "(?:(on|in|since|until|till|by|from|around|during|back in|early in|late in) )?(?:early |late"
          + " |mid-)?";
  private static final String YEAR = "((?:19|20)\\d\\d)";

  private static final Pattern MONTH_NAME =
      Pattern.compile("\\b" + MONTH + "\\b", CASE_INSENSITIVE);

  private record Rule(Pattern pattern, Function<Match, @Nullable Period> period) {}

  /** A hit of a rule, with what is needed to resolve it. */
  private record Match(MatchResult groups, LocalDate today, boolean future) {
    @Nullable String group(int index) {
      return groups.group(index);
    }

    String text(int index) {
      String group = groups.group(index);
      return group == null ? "" : group.toLowerCase(Locale.ROOT);
    }

    int number(int index) {
      return numberOf(text(index));
    }
  }

  private static final List<Rule> RULES =
      List.of(
          rule(
              LEAD + "\\b(\\d{4})-(\\d\\d)-(\\d\\d)\\b",
              m -> day(m.number(2), m.number(3), m.number(4))),
          rule(
              LEAD
                  + "(?:the )?\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? "
                  + MONTH
                  + "\\b,?(?: "
                  + YEAR
                  + ")?",
              m -> dayOf(m, m.text(3), m.number(2), m.group(4))),
          rule(
              LEAD + "\\b" + MONTH + " (\\d{1,2})(?:st|nd|rd|th)?\\b(?:,? " + YEAR + ")?",
              m -> dayOf(m, m.text(2), m.number(3), m.group(4))),
          rule(
              LEAD + "\\b" + MONTH + ",? (?:of )?" + YEAR + "\\b",
              m -> month(m.number(3), m.text(2))),
          rule(
              "\\b(on|in|since|until|till|by|from|during|last|next|this) (?:early |late |mid-)?"
                  + MONTH
                  + "\\b",
              DateExpressions::relativeMonth),
          rule(
              "\\b(?:in the|in|during the|this) " + SEASON + " of " + YEAR + "\\b",
              m -> season(m.number(2), m.text(1))),
          rule(
              "\\b(in|since|until|till|by|from|around|during|back in|of) (?:early |late |mid-)?"
                  + YEAR
                  + "\\b",
              m -> year(m.number(2))),
          rule(
              "\\b(since |until |till |by )?(the day before yesterday|yesterday(?: morning| afternoon| evening)?|today|tonight"
                  + "|this morning|this afternoon|this evening|last night|the day after tomorrow|tomorrow(?: morning| afternoon| evening| night)?)\\b",
              DateExpressions::namedDay),
          rule(
              "\\b(since |until |till |by )?(last|this past|past|this|next|this coming) "
                  + WEEKDAY
                  + "\\b",
              DateExpressions::weekdayNear),
          rule(
              "\\b(since |until |till |by )?(?:the )?(last|this past|past|this|next|this coming) (week|weekend|month|year|spring|summer|autumn|fall|winter)\\b",
              DateExpressions::periodNear),
          rule("\\b" + NUMBER + " " + UNIT + " ago\\b", m -> shifted(m, 1, 2, -1)),
          rule("\\bin " + NUMBER + " " + UNIT + "\\b", m -> shifted(m, 1, 2, +1)),
          rule(
              "\\b(for) (?:the (?:past|last) |almost |nearly |about |over |more than )?"
                  + NUMBER
                  + " "
                  + UNIT
                  + "(?: now)?\\b",
              m -> shifted(m, 2, 3, -1)),
          rule(
              "\\b(on|since|until|till|by) "
                  + WEEKDAY
                  + "(?: morning| afternoon| evening| night)?\\b",
              DateExpressions::bareWeekday),
          rule(
              "\\b(?:every|each) (?:single |other )?(?:day|week|weekend|month|year|morning|afternoon|evening|night|spring|summer|autumn|fall|winter|"
                  + WEEKDAY
                  + ")\\b"
                  + "|\\bon (?:the )?(?:weekends?|"
                  + WEEKDAY
                  + "s)\\b|\\bthese days\\b|\\b(?:once|twice|three times) an? (?:day|week|month|year)\\b"
                  + "|\\bat (?:\\d{1,2}(?::\\d\\d)?|noon|midnight|night)(?: ?[ap]\\.?m\\b\\.?)?|\\ba (?:few|while) (?:(?:days|weeks|months|years) )?ago\\b"
                  + "|\\bfor (?:a while|(?:a few|some|many) (?:days|weeks|months|years)|years|ages)\\b|\\brecently\\b|\\bin the (?:morning|afternoon|evening)s?\\b"
                  + "|\\b(?:all )?(?:day|night) long\\b|\\bsomeday\\b|\\bone day\\b",
              m -> null));

  private static final Pattern FUTURE =
      Pattern.compile(
          "\\b(will|going to|gonna|tomorrow|next|plan|plans|planning|soon|let's)\\b|'ll\\b",
          CASE_INSENSITIVE);
  private static final Pattern PROGRESSIVE_NOW =
      Pattern.compile("\\b(?:am|are|is)\\b|['’](?:m|re)\\b \\w+ing\\b", CASE_INSENSITIVE);

  private static Rule rule(String regex, Function<Match, @Nullable Period> period) {
    return new Rule(Pattern.compile(regex, CASE_INSENSITIVE), period);
  }

  /** What a date says about its clause. */
  public enum Kind {
    /** It happened then. */
    POINT,
    /** It is true since then. */
    SINCE,
    /** It was true until then. */
    UNTIL,
    /** It says nothing about when. */
    NONE
  }

  /**
   * A stretch of days.
   *
   * @param iso its ISO 8601 name: "2023-05-08", "2023-05", "2023", "2023-W19" or "start/end"
   * @param first first day
   * @param last last day
   */
  public record Period(String iso, LocalDate first, LocalDate last) {
    public Instant start() {
      return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
  }

  /**
   * A date or period that a text speaks of.
   *
   * @param start first character
   * @param end the character after the last one
   * @param surface as written
   * @param kind what it says about the clause
   * @param period when that is; empty for habits ("every Sunday") and vague words ("these days")
   */
  public record DateExpression(
      int start, int end, String surface, Kind kind, Optional<Period> period) {

    /** Whether it names a month: without a year it can be any year's. */
    public boolean namesMonth() {
      return MONTH_NAME.matcher(surface).find();
    }
  }

  /**
   * The dates of one sentence, in the order of the text.
   *
   * @param today the day of speaking
   */
  public List<DateExpression> read(String sentence, LocalDate today) {
    boolean future = isAboutTheFuture(sentence);
    List<DateExpression> found = new ArrayList<>();
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern().matcher(sentence);
      while (matcher.find()) {
        addUnlessCovered(found, rule, new Match(matcher.toMatchResult(), today, future));
      }
    }
    found.sort(Comparator.comparingInt(DateExpression::start));
    return List.copyOf(found);
  }

  private static boolean isAboutTheFuture(String text) {
    return FUTURE.matcher(text).find() || PROGRESSIVE_NOW.matcher(text).find();
  }

  private static void addUnlessCovered(List<DateExpression> found, Rule rule, Match match) {
    int start = match.groups().start();
    int end = match.groups().end();
    boolean taken = found.stream().anyMatch(d -> start < d.end() && d.start() < end);
    if (taken || isNoDate(match)) {
      return;
    }
    Period period = resolve(rule, match);
    found.add(
        new DateExpression(
            start,
            end,
            match.groups().group().strip(),
            period == null ? Kind.NONE : kind(match),
            Optional.ofNullable(period)));
  }

  private static @Nullable Period resolve(Rule rule, Match match) {
    try {
      return rule.period().apply(match);
    } catch (DateTimeException notInTheCalendar) {
      return null;
    }
  }

  /** "may" and "march" are words, "May" and "March" are months. */
  private static boolean isNoDate(Match match) {
    return Pattern.compile("\\b(may|march|mar|jan|dec)\\b").matcher(match.groups().group()).find();
  }

  private static Kind kind(Match match) {
    String surface = match.groups().group().toLowerCase(Locale.ROOT);
    if (surface.startsWith("since ") || surface.startsWith("for ")) {
      return Kind.SINCE;
    }
    return surface.startsWith("until ") || surface.startsWith("till ") ? Kind.UNTIL : Kind.POINT;
  }

  private static Period day(int year, int month, int dayOfMonth) {
    return day(LocalDate.of(year, month, dayOfMonth));
  }

  private static Period day(LocalDate date) {
    return new Period(date.toString(), date, date);
  }

  private static Period dayOf(Match m, String month, int dayOfMonth, @Nullable String year) {
    if (year != null) {
      return day(Integer.parseInt(year), monthOf(month).getValue(), dayOfMonth);
    }
    LocalDate date = LocalDate.of(m.today().getYear(), monthOf(month), dayOfMonth);
    if (m.future()) {
      return day(date.isBefore(m.today()) ? date.plusYears(1) : date);
    }
    return day(date.isAfter(m.today()) ? date.minusYears(1) : date);
  }

  private static Period month(int year, String month) {
    return month(YearMonth.of(year, monthOf(month)));
  }

  private static Period month(YearMonth month) {
    return new Period(month.toString(), month.atDay(1), month.atEndOfMonth());
  }

  private static Period relativeMonth(Match m) {
    YearMonth now = YearMonth.from(m.today());
    YearMonth month = YearMonth.of(now.getYear(), monthOf(m.text(2)));
    boolean forward = m.text(1).equals("next") || (m.future() && !isPastWord(m.text(1)));
    if (forward) {
      return month(month.isBefore(now) ? month.plusYears(1) : month);
    }
    return month(month.isAfter(now) ? month.minusYears(1) : month);
  }

  private static boolean isPastWord(String word) {
    return word.equals("last") || word.equals("since");
  }

  private static Period year(int year) {
    return new Period(Integer.toString(year), LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
  }

  private static Period namedDay(Match m) {
    String words = m.text(2);
    if (words.startsWith("the day before")) {
      return day(m.today().minusDays(2));
    }
    if (words.startsWith("the day after")) {
      return day(m.today().plusDays(2));
    }
    if (words.startsWith("yesterday") || words.equals("last night")) {
      return day(m.today().minusDays(1));
    }
    return words.startsWith("tomorrow") ? day(m.today().plusDays(1)) : day(m.today());
  }

  private static Period weekdayNear(Match m) {
    DayOfWeek weekday = DayOfWeek.valueOf(m.text(3).toUpperCase(Locale.ROOT));
    boolean forward =
        m.text(2).equals("next")
            || m.text(2).equals("this coming")
            || (m.text(2).equals("this") && m.future());
    return weekday(m.today(), weekday, forward);
  }

  private static Period bareWeekday(Match m) {
    DayOfWeek weekday = DayOfWeek.valueOf(m.text(2).toUpperCase(Locale.ROOT));
    return weekday(m.today(), weekday, m.future() && !m.text(1).equals("since"));
  }

  private static Period weekday(LocalDate today, DayOfWeek weekday, boolean forward) {
    return day(
        today.with(
            forward ? TemporalAdjusters.next(weekday) : TemporalAdjusters.previous(weekday)));
  }

  private static Period periodNear(Match m) {
    int step =
        switch (m.text(2)) {
          case "next", "this coming" -> 1;
          case "this" -> 0;
          default -> -1;
        };
    return switch (m.text(3)) {
      case "week" -> week(m.today().plusWeeks(step));
      case "weekend" -> weekend(m.today().plusWeeks(step));
      case "month" -> month(YearMonth.from(m.today()).plusMonths(step));
      case "year" -> year(m.today().getYear() + step);
      default -> seasonNear(m.today(), m.text(3), step);
    };
  }

  static Period week(LocalDate date) {
    LocalDate monday = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    String iso =
        "%d-W%02d"
            .formatted(
                monday.get(IsoFields.WEEK_BASED_YEAR),
                monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    return new Period(iso, monday, monday.plusDays(6));
  }

  private static Period weekend(LocalDate date) {
    LocalDate saturday = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).plusDays(5);
    return span(saturday, saturday.plusDays(1));
  }

  private static Period span(LocalDate first, LocalDate last) {
    return new Period(first + "/" + last, first, last);
  }

  private static Period seasonNear(LocalDate today, String season, int step) {
    Period thisYear = season(today.getYear(), season);
    return switch (step) {
      case 1 -> thisYear.first().isAfter(today) ? thisYear : season(today.getYear() + 1, season);
      case -1 -> thisYear.last().isBefore(today) ? thisYear : season(today.getYear() - 1, season);
      default -> thisYear;
    };
  }

  /** Seasons of the northern hemisphere, by whole months; a winter begins in December. */
  private static Period season(int year, String season) {
    YearMonth first =
        switch (season) {
          case "spring" -> YearMonth.of(year, Month.MARCH);
          case "summer" -> YearMonth.of(year, Month.JUNE);
          case "autumn", "fall" -> YearMonth.of(year, Month.SEPTEMBER);
          default -> YearMonth.of(year, Month.DECEMBER);
        };
    YearMonth last = first.plusMonths(2);
    return new Period(first + "/" + last, first.atDay(1), last.atEndOfMonth());
  }

  private static Period shifted(Match m, int numberGroup, int unitGroup, int direction) {
    long amount = (long) direction * m.number(numberGroup);
    return switch (m.text(unitGroup)) {
      case "day" -> day(m.today().plusDays(amount));
      case "week" -> week(m.today().plusWeeks(amount));
      case "month" -> month(YearMonth.from(m.today()).plusMonths(amount));
      default -> year(m.today().plus(amount, ChronoUnit.YEARS).getYear());
    };
  }

  private static Month monthOf(String name) {
    String start = name.substring(0, 3).toUpperCase(Locale.ROOT);
    for (Month month : Month.values()) {
      if (month.name().startsWith(start)) {
        return month;
      }
    }
    throw new DateTimeException("No month: " + name);
  }

  private static int numberOf(String word) {
    return switch (word) {
      case "a", "an", "one" -> 1;
      case "two", "a couple of" -> 2;
      case "three" -> 3;
      case "four" -> 4;
      case "five" -> 5;
      case "six" -> 6;
      case "seven" -> 7;
      case "eight" -> 8;
      case "nine" -> 9;
      case "ten" -> 10;
      case "eleven" -> 11;
      case "twelve" -> 12;
      case "fifteen" -> 15;
      case "twenty" -> 20;
      default -> Integer.parseInt(word);
    };
  }
}
