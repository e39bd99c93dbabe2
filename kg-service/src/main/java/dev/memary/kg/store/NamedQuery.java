package dev.memary.kg.store;

import java.util.HashMap;
import java.util.Map;
import org.neo4j.driver.Query;
import org.neo4j.driver.Values;

/** A query that metrics and logs can call by a name: its text and parameters stay out of them. */
final class NamedQuery extends Query {
  private final String name;

  NamedQuery(String name, String text, Map<String, Object> parameters) {
    super(text, parameters);
    this.name = name;
  }

  /** The same with this parameter. */
  NamedQuery with(String parameter, Object value) {
    Map<String, Object> all = new HashMap<>(parameters().asMap(Values.ofValue()));
    all.put(parameter, value);
    return new NamedQuery(name, text(), all);
  }

  String name() {
    return name;
  }
}
