package dev.memary.kg.store;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;
import org.neo4j.driver.Values;

/**
 * An index as Neo4j shows it.
 *
 * @param type RANGE, FULLTEXT, VECTOR and others
 * @param settings of its {@code indexConfig}, as text in lower case
 * @param constraint the constraint that stands on it
 */
record FoundIndex(
    String name,
    String state,
    double populated,
    String type,
    List<String> labels,
    List<String> properties,
    Map<String, String> settings,
    @Nullable String constraint) {
  static final String QUERY =
      """
      SHOW INDEXES YIELD name, state, populationPercent, type, labelsOrTypes, properties, options, owningConstraint
      """;

  static FoundIndex of(Record row) {
    return new FoundIndex(
        row.get("name").asString(),
        row.get("state").asString(),
        row.get("populationPercent").asDouble(0),
        row.get("type").asString(),
        strings(row.get("labelsOrTypes")),
        strings(row.get("properties")),
        row.get("options").get("indexConfig").asMap(FoundIndex::setting, Map.of()),
        row.get("owningConstraint").isNull() ? null : row.get("owningConstraint").asString());
  }

  boolean isPopulating() {
    return state.equals("POPULATING");
  }

  boolean isOnline() {
    return state.equals("ONLINE");
  }

  /** Whether it stands in the way of the other under another name. */
  boolean replaces(GraphIndex needed) {
    return type.equals(needed.kind().type())
        && labels.equals(List.of(needed.label()))
        && properties.equals(needed.properties());
  }

  static String setting(Value value) {
    Object plain = value.asObject();
    return String.valueOf(plain).toLowerCase(Locale.ROOT);
  }

  private static List<String> strings(Value list) {
    return (list.isNull() ? Values.value(List.of()) : list).asList(Value::asString);
  }
}
