package dev.memary.kg.store;

import java.util.List;
import org.neo4j.driver.Value;
import org.neo4j.driver.Values;
import org.neo4j.driver.summary.Plan;

/** A plan on one line, the last step first; steps that read say from where. */
final class Operators {
  private static final List<String> READING = List.of("Index", "Scan", "ProcedureCall", "Search");

  private Operators() {}

  static String of(Plan plan) {
    List<String> inputs = plan.children().stream().map(Operators::of).toList();
    return switch (inputs.size()) {
      case 0 -> step(plan);
      case 1 -> step(plan) + " < " + inputs.getFirst();
      default -> step(plan) + " < (" + String.join("; ", inputs) + ")";
    };
  }

  private static String step(Plan plan) {
    String operator = plan.operatorType().replaceAll("@.*", "");
    Value details = plan.arguments().getOrDefault("Details", Values.NULL);
    boolean reads = READING.stream().anyMatch(operator::contains) && !details.isNull();
    return reads ? operator + " [" + details.asString() + "]" : operator;
  }
}
