package dev.memary.kg.retrieval;

import dev.memary.kit.language.DateExpressions.DateExpression;
import dev.memary.kit.language.DateExpressions.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A question as far as it can be understood without a model.
 *
 * @param terms the words that count, stemmed
 * @param words all words, in small letters
 * @param asksWhen whether it asks for a time
 * @param periods the days it asks about
 */
record Question(List<String> terms, Set<String> words, boolean asksWhen, List<Period> periods) {
  private static final Pattern WHEN =
      Pattern.compile(
          "^\\s*(when|what (date|day|month|year|time)|how long ago)\\b", Pattern.CASE_INSENSITIVE);

  /** A conversation tells of what happened shortly before, and of plans. */
  private static final Duration BEFORE = Duration.ofDays(3);

  private static final Duration AFTER = Duration.ofDays(10);

  /** What the words say by themselves. */
  static Question of(String text, List<String> terms, List<DateExpression> dates) {
    Set<String> words =
        Arrays.stream(
                text.toLowerCase(Locale.ROOT).replaceAll("['’]s\\b", "").split("[^\\p{L}\\p{N}]+"))
            .collect(Collectors.toUnmodifiableSet());
    List<Period> periods =
        dates.stream().flatMap(date -> date.period().stream()).distinct().toList();
    return new Question(terms, words, WHEN.matcher(text).find(), periods);
  }

  /** Whether what was said then may tell of the days that are asked about. */
  boolean isAbout(Instant occurredAt) {
    return periods.stream()
        .anyMatch(period ->
            !occurredAt.isBefore(start(period.first()).minus(BEFORE))
                && occurredAt.isBefore(start(period.last().plusDays(1)).plus(AFTER)));
  }

  /** Whether it names a person by the first of the person's names. */
  boolean names(String person) {
    return words.contains(person.toLowerCase(Locale.ROOT).strip().split("\\s+")[0]);
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
