package dev.memary.worker.extraction;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One statement about the world.
 *
 * @param subject the name of the entity it is about
 * @param predicate canonical, in snake_case ("work_at")
 * @param object what is said of the subject
 * @param statement one readable sentence in the third person
 * @param sentence the original sentence
 * @param validFrom since when it is true, if the text says so
 * @param validTo until when it was true; null while it lasts
 * @param confidence how far to trust it, from 0 to 1
 */
public record ExtractedFact(
    String subject,
    String predicate,
    FactObject object,
    String statement,
    String sentence,
    @Nullable Instant validFrom,
    @Nullable Instant validTo,
    double confidence) {

  public ExtractedFact {
    requireNonNull(object, "object");
    requireNonNull(statement, "statement");
    requireNonNull(sentence, "sentence");
    if (requireNonNull(subject, "subject").isBlank()
        || requireNonNull(predicate, "predicate").isBlank()) {
      throw new IllegalArgumentException("A fact needs a subject and a predicate");
    }
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("Confidence lies between 0 and 1, not " + confidence);
    }
    if (validFrom != null && validTo != null && validTo.isBefore(validFrom)) {
      throw new IllegalArgumentException("A fact cannot end before it begins");
    }
  }
}
