package dev.memary.worker.validation;

import dev.memary.kit.language.ChineseDates;
import dev.memary.kit.language.DateExpressions;
import dev.memary.kit.language.DateExpressions.DateExpression;
import dev.memary.kit.language.DateExpressions.Kind;
import dev.memary.kit.language.DateExpressions.Period;
import dev.memary.worker.extraction.Utterance;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The dates that an utterance names. A model may point at one of them; it never computes any. */
final class Times {
  private static final DateExpressions ENGLISH = new DateExpressions();
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?。！？])\\s+|\\n+");
  private static final ChineseDates CHINESE = new ChineseDates();

  private final List<DateExpression> dates;

  Times(Utterance utterance) {
    LocalDate today = LocalDate.ofInstant(utterance.occurredAt(), ZoneOffset.UTC);
    List<DateExpression> found = new ArrayList<>();
    for (String sentence : SENTENCE_END.split(utterance.text())) {
      found.addAll(ENGLISH.read(sentence, today));
      found.addAll(CHINESE.read(sentence, today));
    }
    this.dates = found.stream().filter(d -> d.period().isPresent()).toList();
  }

  List<DateExpression> all() {
    return dates;
  }

  /** The date of the text that is meant, by its words or as ISO 8601. */
  Optional<DateExpression> meant(String written) {
    String plain = Wording.plain(written);
    return plain.isEmpty()
        ? Optional.empty()
        : dates.stream().filter(date -> isMeant(date, plain)).findFirst();
  }

  private static boolean isMeant(DateExpression date, String plain) {
    String surface = Wording.plain(date.surface());
    Period period = date.period().orElseThrow();
    return surface.equals(plain)
        || Wording.holds(surface, plain)
        || Wording.holds(plain, surface)
        || period.iso().toLowerCase(Locale.ROOT).equals(plain)
        || period.first().toString().equals(plain);
  }

  static boolean isEnd(DateExpression date) {
    return date.kind() == Kind.UNTIL;
  }
}
