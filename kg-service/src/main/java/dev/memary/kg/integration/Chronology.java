package dev.memary.kg.integration;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which facts of one subject and one state ({@link Ontology}) have been overtaken. It is computed
 * from all that was ever stated of the state, so the order of arrival leaves no trace, and a fact
 * opens again when what closed it is taken back.
 *
 * <p>A fact is closed by the first later statement of something else. Nothing is closed when two
 * objects were stated in one breath: then the subject has several at a time, whatever the ontology
 * says. A statement that is not trusted, or that is over when it is made ("used to"), closes
 * nothing.
 */
public final class Chronology {
  /** Hearsay and guesses close nothing. */
  private static final double TRUSTED = 0.5;

  private static final Comparator<Statement> IN_TIME =
      Comparator.comparing(Statement::since)
          .thenComparing(Statement::recordedAt)
          .thenComparing(Statement::fact);

  private Chronology() {}

  /**
   * One episode's statement of a fact.
   *
   * @param fact key of the fact
   * @param predicate of the fact
   * @param object what the state is said to be, comparable between predicates
   * @param saidAt when the episode occurred
   * @param recordedAt since when we believe it
   */
  public record Statement(
      String fact,
      String predicate,
      String object,
      UUID episodeId,
      Instant saidAt,
      Instant recordedAt,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      double confidence) {

    /** Since when it holds, as far as we know. */
    Instant since() {
      return validFrom == null ? saidAt : validFrom;
    }

    private boolean isOver() {
      return validTo != null && !validTo.isAfter(since());
    }

    private boolean closes(Statement other) {
      return !object.equals(other.object)
          && since().isAfter(other.since())
          && confidence >= TRUSTED
          && !isOver();
    }
  }

  /**
   * Why a fact no longer holds.
   *
   * @param validTo until when it held
   * @param invalidatedAt since when we know
   * @param by the fact that overtook it
   */
  public record Closing(Instant validTo, Instant invalidatedAt, String by) {}

  /** The facts that were overtaken, by key. */
  public static Map<String, Closing> closings(Collection<Statement> statements) {
    if (severalAtATime(statements)) {
      return Map.of();
    }
    Map<String, Closing> closings = new HashMap<>();
    Map<String, List<Statement>> byFact = statements.stream().collect(groupingBy(Statement::fact));
    byFact.forEach((fact, own) -> {
      Statement last = own.stream().max(IN_TIME).orElseThrow();
      overtaking(last, statements)
          .ifPresent(
              by -> closings.put(fact, new Closing(by.since(), latest(by, last), by.fact())));
    });
    return Map.copyOf(closings);
  }

  private static Optional<Statement> overtaking(Statement last, Collection<Statement> statements) {
    return statements.stream().filter(other -> other.closes(last)).min(IN_TIME);
  }

  /** Both had to be known before one could overtake the other. */
  private static Instant latest(Statement by, Statement last) {
    return by.recordedAt().isAfter(last.recordedAt()) ? by.recordedAt() : last.recordedAt();
  }

  private static boolean severalAtATime(Collection<Statement> statements) {
    Map<Breath, Set<String>> inOneBreath =
        statements.stream()
            .filter(statement -> statement.validTo() == null)
            .collect(groupingBy(Breath::of, mapping(Statement::object, toSet())));
    return inOneBreath.values().stream().anyMatch(objects -> objects.size() > 1);
  }

  private record Breath(UUID episodeId, String predicate, Instant since) {
    static Breath of(Statement statement) {
      return new Breath(statement.episodeId(), statement.predicate(), statement.since());
    }
  }
}
