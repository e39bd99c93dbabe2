package dev.memary.worker.extraction.classical;

import dev.memary.kit.language.DateExpressions.Kind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says since when and until when a clause holds. One instance per sentence. */
final class Dating {

  /** Since when and until when something is true. */
  record Validity(@Nullable Instant from, @Nullable Instant to) {}

  static final Validity ALWAYS = new Validity(null, null);

  private final List<DateMention> dates;
  private final List<Clause> clauses;
  private final Instant occurredAt;

  Dating(List<DateMention> dates, List<Clause> clauses, Instant occurredAt) {
    this.dates = dates;
    this.clauses = clauses;
    this.occurredAt = occurredAt;
  }

  Validity of(Clause clause) {
    DateMention date = dateOf(clause);
    if (date == null || date.period() == null) {
      return ALWAYS;
    }
    Instant start = date.period().start();
    return date.kind() == Kind.UNTIL ? new Validity(null, start) : new Validity(start, null);
  }

  /** An end that is not dated lies, at the latest, in the moment of speaking. */
  Validity ended(Clause clause) {
    DateMention date = dateOf(clause);
    boolean dated = date != null && date.period() != null && date.kind() != Kind.SINCE;
    boolean usedTo =
        clause.verb().copula()
            || (clause.verb().ended() && !clause.verb().words().startsWith("no longer"));
    if (!dated || date == null || date.period() == null) {
      return new Validity(null, occurredAt);
    }
    Instant start = date.period().start();
    boolean began = usedTo && date.kind() == Kind.POINT && start.isBefore(occurredAt);
    return began ? new Validity(start, occurredAt) : new Validity(null, start);
  }

  /** The words with the date of the clause and a full stop. */
  String sentence(String words, Clause clause) {
    DateMention date = dateOf(clause);
    if (date == null || date.period() == null) {
      return words + ".";
    }
    String lead =
        switch (date.kind()) {
          case SINCE -> "since ";
          case UNTIL -> "until ";
          case POINT, NONE -> date.period().iso().length() == 10 ? "on " : "in ";
        };
    return words + " " + lead + date.period().iso() + ".";
  }

  /** A date belongs to the clause it stands in or, in front of the first one, to that. */
  private @Nullable DateMention dateOf(Clause clause) {
    boolean ahead =
        clause.verb().isFuture() || clause.verb().progressive() || clause.verb().planned();
    for (DateMention date : dates) {
      boolean possible =
          date.period() != null && (ahead || !date.period().start().isAfter(occurredAt));
      if (possible && clauseOf(date) == clause) {
        return date;
      }
    }
    return null;
  }

  private @Nullable Clause clauseOf(DateMention date) {
    Clause found = clauses.isEmpty() ? null : clauses.getFirst();
    for (Clause clause : clauses) {
      if (clause.from() <= date.from()) {
        found = clause;
      }
    }
    return found;
  }
}
