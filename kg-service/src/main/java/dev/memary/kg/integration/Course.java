package dev.memary.kg.integration;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.toSet;

import dev.memary.kg.integration.Chronology.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The course of one object of a state. A fact begins with what states it; it ends with what states
 * the end of its object, in whatever words, and with what overtakes it.
 */
final class Course {
  private final List<Statement> asserting;
  private final List<Turn> endings = new ArrayList<>();
  private final List<Statement> others;
  private final Instant lastAsserted;

  /** A moment in which it begins or ends, and who says so. */
  private record Turn(Instant at, boolean begins, boolean own, Statement by) {
    private static final Comparator<Turn> IN_TIME =
        Comparator.comparing(Turn::at)
            .thenComparing(Turn::begins)
            .thenComparing(turn -> turn.by().spell().from() == null)
            .thenComparing(turn -> turn.by().recordedAt())
            .thenComparing(turn -> turn.by().fact());

    Turn movedTo(Instant other) {
      return new Turn(other, begins, own, by);
    }
  }

  /**
   * @param own what is believed of the object
   * @param others what is believed of other objects of the state, of which there is one at a time
   */
  Course(List<Statement> own, List<Statement> others) {
    this.others = others;
    asserting = own.stream().filter(Statement::asserts).toList();
    lastAsserted =
        asserting.stream().map(Statement::saidAt).max(naturalOrder()).orElse(Instant.MAX);
    for (Statement statement : own) {
      Instant end = statement.spell().to();
      if (end != null) {
        endings.add(new Turn(end, false, true, statement));
      }
    }
    addOvertakings();
  }

  /** What was said to hold at that very moment is not overtaken then. */
  private void addOvertakings() {
    Set<Instant> asserted = asserting.stream().map(Statement::since).collect(toSet());
    List<Statement> stays = asserting.stream().filter(Statement::namesBothEnds).toList();
    others.stream()
        .filter(Statement::overtakes)
        .filter(other -> !asserted.contains(other.since()))
        .filter(other -> stays.stream().noneMatch(s -> s.spell().contains(other.since())))
        .forEach(other -> endings.add(new Turn(other.since(), false, false, other)));
  }

  /**
   * The history of a fact of the object.
   *
   * @param said all that was ever stated of the fact
   */
  History of(String fact, List<Statement> said) {
    List<Spell> spells = new ArrayList<>();
    Turn begun = null;
    Turn ended = null;
    for (Turn turn : turns(fact)) {
      if (turn.begins()) {
        begun = begun == null ? turn : begun;
      } else if (begun != null && turn.at().isAfter(begun.at())) {
        spells.add(new Spell(start(begun, spells), turn.at()));
        ended = turn;
        begun = null;
      } else if (begun == null && spells.isEmpty() && turn.by().fact().equals(fact)) {
        spells.add(new Spell(null, turn.at()));
      }
    }
    if (begun != null) {
      spells.add(new Spell(start(begun, spells), null));
      return new History(spells, null, null);
    }
    return spells.isEmpty() ? takenBack(said) : over(fact, spells, ended, said);
  }

  private List<Turn> turns(String fact) {
    List<Turn> turns = new ArrayList<>();
    asserting.stream()
        .filter(s -> s.fact().equals(fact))
        .forEach(s -> turns.add(new Turn(s.since(), true, true, s)));
    endings.forEach(ending -> turns.add(ending.movedTo(end(ending))));
    turns.sort(Turn.IN_TIME);
    return turns;
  }

  /**
   * "I quit last year" may be dated before what was last said of the job: then it ended, at the
   * latest, when that was said. Unless it tells of an end that is known already.
   */
  private Instant end(Turn ending) {
    if (!isLastWord(ending)) {
      return ending.at();
    }
    List<Instant> later =
        asserting.stream().map(Statement::since).filter(t -> t.isAfter(ending.at())).toList();
    return later.isEmpty() || isKnown(ending, later) ? ending.at() : ending.by().saidAt();
  }

  private boolean isLastWord(Turn ending) {
    return ending.own()
        && ending.by().spell().from() == null
        && ending.by().saidAt().isAfter(lastAsserted);
  }

  private boolean isKnown(Turn ending, List<Instant> later) {
    Instant next = later.stream().min(naturalOrder()).orElseThrow();
    Instant before =
        asserting.stream()
            .map(Statement::since)
            .filter(t -> !t.isAfter(ending.at()))
            .max(naturalOrder())
            .orElse(Instant.MIN);
    return endings.stream()
        .filter(other -> !isLastWord(other))
        .anyMatch(other -> !other.at().isBefore(before) && !other.at().isAfter(next));
  }

  /** What follows on something else, or on itself, began when it was said to be. */
  private @Nullable Instant start(Turn begun, List<Spell> before) {
    boolean follows =
        !before.isEmpty()
            || others.stream().anyMatch(s -> s.asserts() && s.since().isBefore(begun.at()));
    return follows || begun.by().spell().from() != null ? begun.at() : null;
  }

  private static History takenBack(List<Statement> said) {
    Instant since = said.stream().map(Statement::recordedAt).max(naturalOrder()).orElseThrow();
    return new History(List.of(), since, null);
  }

  private History over(
      String fact, List<Spell> spells, @Nullable Turn ended, List<Statement> said) {
    boolean toldAsPast =
        asserting.stream()
            .filter(s -> s.fact().equals(fact))
            .allMatch(s -> s.spell().isOverBy(s.saidAt()));
    if (ended == null || toldAsPast) {
      return new History(spells, null, null);
    }
    Instant known = said.stream().map(Statement::recordedAt).min(naturalOrder()).orElseThrow();
    Instant told = ended.by().recordedAt();
    return new History(
        spells, told.isAfter(known) ? told : known, ended.own() ? null : ended.by().fact());
  }
}
