package dev.memary.kg.store;

import static dev.memary.kg.store.Neo4jGraphStore.candidate;
import static dev.memary.kg.store.Neo4jGraphStore.instant;
import static java.util.Objects.requireNonNullElseGet;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.integration.History;
import dev.memary.kg.store.QueryWatch.Watched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.neo4j.driver.Record;

/**
 * Facts that were found, as they are known: when they hold stands in the graph. What was known at
 * some time before is computed again, from what had been stated by then.
 */
final class KnownFacts {
  private KnownFacts() {}

  /** What is known of a fact. */
  private record Known(String text, History history) {}

  /** The facts of these rows that the scope asks for. */
  static List<Candidate> of(Watched watched, SpaceKey space, List<Record> found, Scope scope) {
    if (found.isEmpty()) {
      return List.of();
    }
    Instant asOf = scope.asOf();
    Function<Record, Optional<Known>> known =
        asOf == null ? KnownFacts::standing : knownBy(watched, space, found, asOf);
    Instant now = requireNonNullElseGet(asOf, Instant::now);
    List<Candidate> asked = new ArrayList<>();
    for (Record row : found) {
      known
          .apply(row)
          .ifPresent(fact ->
              fact.history()
                  .shown(scope.validAt(), now)
                  .map(spell -> candidate(row, space.spaceId(), fact.text(), spell))
                  .ifPresent(asked::add));
    }
    return asked;
  }

  private static Optional<Known> standing(Record row) {
    History history =
        new History(
            Spells.of(row.get("held_from"), row.get("held_to")),
            instant(row.get("invalidated_at")),
            null);
    return Optional.of(new Known(row.get("text").asString(), history));
  }

  private static Function<Record, Optional<Known>> knownBy(
      Watched watched, SpaceKey space, List<Record> found, Instant asOf) {
    List<Record> rows = new ArrayList<>();
    for (NamedQuery query :
        List.of(
            Queries.statementsOfStates(keys(space, found, "state"), asOf),
            Queries.statementsOfFacts(keys(space, found, "key"), asOf))) {
      rows.addAll(watched.list(query, row -> row));
    }
    Statements stated = Statements.of(rows);
    Map<String, History> histories = stated.histories();
    return row -> {
      String key = row.get("key").asString();
      return Optional.ofNullable(histories.get(key))
          .map(history -> new Known(stated.wording().getOrDefault(key, ""), history));
    };
  }

  private static Map<SpaceKey, List<Map<String, Object>>> keys(
      SpaceKey space, List<Record> found, String column) {
    return Map.of(
        space,
        found.stream()
            .map(row -> row.get(column))
            .filter(value -> !value.isNull())
            .distinct()
            .map(value -> Map.<String, Object>of("key", value.asString()))
            .toList());
  }
}
