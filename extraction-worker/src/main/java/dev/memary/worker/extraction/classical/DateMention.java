package dev.memary.worker.extraction.classical;

import dev.memary.kit.language.DateExpressions.DateExpression;
import dev.memary.kit.language.DateExpressions.Kind;
import dev.memary.kit.language.DateExpressions.Period;
import org.jspecify.annotations.Nullable;

/**
 * A date or period the text speaks of, over some words of a sentence.
 *
 * @param from first word
 * @param to the word after the last one
 * @param surface as written
 * @param kind what it says about the clause
 * @param period when that is; null for habits ("every Sunday") and vague words ("these days")
 */
record DateMention(int from, int to, String surface, Kind kind, @Nullable Period period) {

  static DateMention of(DateExpression date, Sentence sentence) {
    return new DateMention(
        sentence.tokenAt(date.start()),
        sentence.tokenAt(date.end() - 1) + 1,
        date.surface(),
        date.kind(),
        date.period().orElse(null));
  }

  boolean covers(int token) {
    return from <= token && token < to;
  }
}
