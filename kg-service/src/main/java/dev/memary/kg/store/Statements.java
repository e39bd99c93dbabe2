package dev.memary.kg.store;

import static java.util.stream.Collectors.groupingBy;

import dev.memary.kg.integration.Chronology;
import dev.memary.kg.integration.Chronology.Statement;
import dev.memary.kg.integration.History;
import dev.memary.kg.integration.Spell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/**
 * What was stated of some facts of one space, best wording of each fact first.
 *
 * @param byTopic by state, or by fact where it belongs to none
 * @param wording by fact
 */
record Statements(Map<String, List<Statement>> byTopic, Map<String, String> wording) {

  /** By id of the space. */
  static Map<String, Statements> bySpace(Collection<Record> rows) {
    Map<String, Statements> bySpace = new HashMap<>();
    rows.stream()
        .collect(groupingBy(row -> row.get("space").asString()))
        .forEach((space, own) -> bySpace.put(space, of(own)));
    return bySpace;
  }

  static Statements of(Collection<Record> rows) {
    Map<String, List<Statement>> byTopic = new HashMap<>();
    Map<String, String> wording = new HashMap<>();
    for (Record row : rows) {
      byTopic
          .computeIfAbsent(row.get("topic").asString(), topic -> new ArrayList<>())
          .addAll(statements(row).toList());
      wording.putIfAbsent(row.get("fact").asString(), row.get("statement").asString());
    }
    return new Statements(byTopic, wording);
  }

  /** When each fact held, by its key. */
  Map<String, History> histories() {
    Map<String, History> histories = new HashMap<>();
    byTopic.values().forEach(ofOne -> histories.putAll(Chronology.histories(ofOne)));
    return histories;
  }

  private static Stream<Statement> statements(Record row) {
    return row.get("spells").asList(Value::asString).stream()
        .map(spell ->
            new Statement(
                row.get("fact").asString(),
                row.get("predicate").asString(),
                row.get("object").asString(),
                UUID.fromString(row.get("episode").asString()),
                row.get("said_at").asOffsetDateTime().toInstant(),
                row.get("recorded_at").asOffsetDateTime().toInstant(),
                Spell.parse(spell),
                row.get("confidence").asDouble()));
  }
}
