package dev.memary.kg.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Compares what Neo4j has with what is needed; says what is wrong and what to do about it. */
final class SchemaCheck {
  private SchemaCheck() {}

  static List<String> problems(Collection<GraphIndex> needed, Collection<FoundIndex> found) {
    return needed.stream().flatMap(index -> problem(index, found).stream()).toList();
  }

  private static Optional<String> problem(GraphIndex needed, Collection<FoundIndex> all) {
    Optional<FoundIndex> found = all.stream().filter(i -> i.name().equals(needed.name())).findAny();
    if (found.isEmpty()) {
      return Optional.of(missing(needed, all));
    }
    List<String> differences = differences(needed, found.get());
    if (!differences.isEmpty()) {
      return Optional.of(
          "%s is not as it must be: %s. Run \"%s\", then start again: it is made anew from what the graph holds"
              .formatted(needed, String.join(", ", differences), drop(found.get())));
    }
    return found.get().isOnline()
        ? Optional.empty()
        : Optional.of(
            "%s is %s; \"SHOW INDEXES YIELD name, failureMessage\" says why. Mend that, run \"%s\", then start again"
                .formatted(needed, found.get().state(), drop(found.get())));
  }

  private static String missing(GraphIndex needed, Collection<FoundIndex> all) {
    Optional<FoundIndex> other = all.stream().filter(i -> i.replaces(needed)).findAny();
    if (other.isPresent()) {
      return "%s is missing because %s has its place. Run \"%s\", then start again"
          .formatted(needed, other.get().name(), drop(other.get()));
    }
    return "%s is missing and cannot be made%s"
        .formatted(
            needed,
            needed.kind() == GraphIndex.Kind.UNIQUE
                ? duplicates(needed)
                : "; Neo4j's log says why");
  }

  /** Neo4j's own message would quote what users said. */
  private static String duplicates(GraphIndex needed) {
    String values =
        needed.properties().stream()
            .map("n.%1$s AS %1$s"::formatted)
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    return ": several nodes agree in it. Find them by \"MATCH (n:%s) WITH %s, count(*) AS nodes WHERE nodes > 1 RETURN *\", delete all but one of each, start again, and rebuild the graph"
        .formatted(needed.label(), values);
  }

  private static List<String> differences(GraphIndex needed, FoundIndex found) {
    List<String> differences = new ArrayList<>();
    compare("type", needed.kind().type(), found.type(), differences);
    compare("labels", List.of(needed.label()), found.labels(), differences);
    compare("properties", needed.properties(), found.properties(), differences);
    if (needed.kind() == GraphIndex.Kind.UNIQUE && found.constraint() == null) {
      differences.add("it is no constraint");
    }
    if (found.type().equals(needed.kind().type())) {
      needed
          .settings()
          .forEach((name, value) ->
              compare(
                  name,
                  value.toString().toLowerCase(Locale.ROOT),
                  found.settings().getOrDefault(name, "nothing"),
                  differences));
    }
    return differences;
  }

  private static void compare(String what, Object needed, Object found, List<String> differences) {
    if (!needed.equals(found)) {
      differences.add("%s must be %s, not %s".formatted(what, needed, found));
    }
  }

  private static String drop(FoundIndex found) {
    return found.constraint() == null
        ? "DROP INDEX " + found.name()
        : "DROP CONSTRAINT " + found.constraint();
  }
}
