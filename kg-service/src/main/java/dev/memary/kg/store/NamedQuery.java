package dev.memary.kg.store;

import java.util.HashMap;
import java.util.Map;
import org.neo4j.driver.Query;
import org.neo4j.driver.Values;

/**
 * A query that metrics and logs can call by a name: its text and parameters stay out of them.
 *
 * <p>Its parameters are one map, {@code $p}. Neo4j keeps a plan for each combination of types and
 * sizes of a query's parameters, and a caller would wait for a new one whenever a text is longer, a
 * list fuller or a filter given for the first time; a map is always of the same type.
 */
final class NamedQuery extends Query {
  private static final String PARAMETERS = "p";

  private final String name;

  NamedQuery(String name, String text, Map<String, Object> parameters) {
    super(text, Map.of(PARAMETERS, parameters));
    this.name = name;
  }

  /** The same with this parameter. */
  NamedQuery with(String parameter, Object value) {
    Map<String, Object> all = new HashMap<>(parameters().get(PARAMETERS).asMap(Values.ofValue()));
    all.put(parameter, value);
    return new NamedQuery(name, text(), all);
  }

  /** The same under this name. */
  NamedQuery called(String other) {
    return new NamedQuery(other, text(), parameters().get(PARAMETERS).asMap(Values.ofObject()));
  }

  String name() {
    return name;
  }
}
