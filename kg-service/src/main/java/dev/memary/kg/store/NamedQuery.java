package dev.memary.kg.store;

import java.util.Map;
import org.neo4j.driver.Query;

/** A query that metrics and logs can call by a name: its text and parameters stay out of them. */
final class NamedQuery extends Query {
  private final String name;

  NamedQuery(String name, String text, Map<String, Object> parameters) {
    super(text, parameters);
    this.name = name;
  }

  String name() {
    return name;
  }
}
