package dev.memary.kg.store;

import java.util.Map;
import org.neo4j.driver.Query;
import org.neo4j.driver.Values;

/**
 * A query that metrics and logs can call by a name: its text and parameters stay out of them. It is
 * planned once and not again while the graph grows: planning takes up to a second, and every plan
 * finds its nodes by their keys.
 */
final class NamedQuery extends Query {
  private static final String CYPHER_25 = "CYPHER 25";

  private final String name;

  NamedQuery(String name, String text, Map<String, Object> parameters) {
    super(plannedOnce(text), parameters);
    this.name = name;
  }

  private NamedQuery(String name, Query query) {
    super(query.text(), query.parameters());
    this.name = name;
  }

  private static String plannedOnce(String text) {
    return text.startsWith(CYPHER_25)
        ? CYPHER_25 + " replan=skip" + text.substring(CYPHER_25.length())
        : "CYPHER replan=skip\n" + text;
  }

  /** The same with this parameter. */
  NamedQuery with(String parameter, Object value) {
    return new NamedQuery(name, withUpdatedParameters(Values.parameters(parameter, value)));
  }

  String name() {
    return name;
  }
}
