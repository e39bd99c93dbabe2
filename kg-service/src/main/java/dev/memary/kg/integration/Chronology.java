package dev.memary.kg.integration;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * When the facts of one subject and one state ({@link Ontology}) held, or one fact that belongs to
 * no state. It is computed from all that was ever stated, so the order of arrival leaves no trace,
 * and a fact opens again when what closed it is taken back.
 *
 * <p>What a state is said to be holds from then on, until something else is said to be, or until it
 * is said to be over; said again later, it holds again. Nothing is overtaken when two objects were
 * stated in one breath: then the subject has several at a time, whatever the ontology says. What is
 * not trusted, or has an end of its own, overtakes nothing.
 */
public final class Chronology {
  /** Hearsay and guesses close nothing. */
  private static final double TRUSTED = 0.5;

  private Chronology() {}

  /**
   * One episode's statement of a fact. A spell that is empty takes the fact back: it never held.
   *
   * @param fact key of the fact
   * @param predicate of the fact
   * @param object what the state is said to be, comparable between predicates
   * @param saidAt when the episode occurred
   * @param recordedAt since when we believe it
   * @param spell when it holds, as far as it was said
   */
  public record Statement(
      String fact,
      String predicate,
      String object,
      UUID episodeId,
      Instant saidAt,
      Instant recordedAt,
      Spell spell,
      double confidence) {

    /** Since when it holds, as far as we know. */
    Instant since() {
      return spell.from() == null ? saidAt : spell.from();
    }

    boolean isTrusted() {
      return confidence >= TRUSTED;
    }

    /** Whether it says that it held at some time, rather than only that it ended. */
    boolean asserts() {
      return spell.from() != null || !spell.isOverBy(saidAt);
    }

    /** What has an end of its own is a stay, and overtakes nothing. */
    boolean overtakes() {
      return isTrusted() && spell.to() == null;
    }

    boolean isAnnounced() {
      return spell.from() != null && spell.from().isAfter(saidAt);
    }

    /** A new date for what was announced, given before its time came. */
    boolean postpones(Statement announced) {
      return spell.from() != null
          && spell.to() == null
          && saidAt.isAfter(announced.saidAt)
          && saidAt.isBefore(announced.since());
    }

    /** An end that was not named lies, at the latest, in the moment of speaking. */
    boolean namesBothEnds() {
      return spell.from() != null && spell.to() != null && !spell.to().equals(saidAt);
    }
  }

  /** When each fact held, by its key. */
  public static Map<String, History> histories(Collection<Statement> statements) {
    Map<String, List<Statement>> said = statements.stream().collect(groupingBy(Statement::object));
    Map<String, List<Statement>> believed = new HashMap<>();
    said.forEach((object, all) -> believed.put(object, believed(all)));
    List<Statement> standing = believed.values().stream().flatMap(List::stream).toList();
    boolean severalAtATime = severalAtATime(standing);
    Map<String, History> histories = new HashMap<>();
    said.forEach((object, all) -> {
      List<Statement> others =
          standing.stream().filter(s -> !severalAtATime && !s.object().equals(object)).toList();
      Course course = new Course(believed.getOrDefault(object, List.of()), others);
      all.stream()
          .collect(groupingBy(Statement::fact))
          .forEach((fact, own) -> histories.put(fact, course.of(fact, own)));
    });
    return Map.copyOf(histories);
  }

  /**
   * Of the statements of one object, those that count: hearsay only while nobody knows better, and
   * nothing that was taken back or put off.
   */
  private static List<Statement> believed(List<Statement> all) {
    List<Statement> trusted = all.stream().filter(Statement::isTrusted).toList();
    Instant takenBack =
        trusted.stream()
            .filter(s -> s.spell().isEmpty())
            .map(Statement::saidAt)
            .max(naturalOrder())
            .orElse(Instant.MIN);
    List<Statement> standing =
        (trusted.isEmpty() ? all : trusted)
            .stream().filter(s -> !s.spell().isEmpty() && s.saidAt().isAfter(takenBack)).toList();
    return standing.stream()
        .filter(s -> !s.isAnnounced() || standing.stream().noneMatch(other -> other.postpones(s)))
        .toList();
  }

  private static boolean severalAtATime(Collection<Statement> statements) {
    Map<Breath, Set<String>> inOneBreath =
        statements.stream()
            .filter(statement -> statement.spell().to() == null)
            .collect(groupingBy(Breath::of, mapping(Statement::object, toSet())));
    return inOneBreath.values().stream().anyMatch(objects -> objects.size() > 1);
  }

  private record Breath(UUID episodeId, String predicate, Instant since) {
    static Breath of(Statement statement) {
      return new Breath(statement.episodeId(), statement.predicate(), statement.since());
    }
  }
}
