package dev.memary.kg.store;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An index as this service needs it.
 *
 * @param properties of a vector index the vector first, then what it can be filtered by
 * @param settings of its {@code indexConfig}
 */
record GraphIndex(
    String name, Kind kind, String label, List<String> properties, Map<String, Object> settings) {

  /** What it is; a constraint stands on an index of its own. */
  enum Kind {
    UNIQUE("RANGE"),
    RANGE("RANGE"),
    FULLTEXT("FULLTEXT"),
    VECTOR("VECTOR");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /** As Neo4j calls it. */
    String type() {
      return type;
    }
  }

  GraphIndex {
    properties = List.copyOf(properties);
    settings = new TreeMap<>(settings);
  }

  static GraphIndex unique(String name, String label, String... properties) {
    return new GraphIndex(name, Kind.UNIQUE, label, List.of(properties), Map.of());
  }

  static GraphIndex range(String name, String label, String... properties) {
    return new GraphIndex(name, Kind.RANGE, label, List.of(properties), Map.of());
  }

  static GraphIndex fullText(String name, String label, String... properties) {
    return new GraphIndex(
        name, Kind.FULLTEXT, label, List.of(properties), Map.of("fulltext.analyzer", "english"));
  }

  static GraphIndex vector(
      String name, String label, int dimensions, String vector, String... filters) {
    // Binary quantisation, the default, fails every search of an index while the search finds
    // nothing to rescore and the last segment holds deletions (Neo4j 2026.08); scalar is the more
    // exact, too.
    return new GraphIndex(
        name,
        Kind.VECTOR,
        label,
        Stream.concat(Stream.of(vector), Stream.of(filters)).toList(),
        Map.of(
            "vector.dimensions", dimensions,
            "vector.similarity_function", "cosine",
            "vector.quantization.type", "scalar"));
  }

  /** Makes it unless there is one of its name, or of its kind over the same. */
  String create() {
    String all = properties.stream().map(property -> "n." + property).collect(joining(", "));
    return switch (kind) {
      case UNIQUE ->
          "CREATE CONSTRAINT %s IF NOT EXISTS FOR (n:%s) REQUIRE (%s) IS UNIQUE"
              .formatted(name, label, all);
      case RANGE -> "CREATE INDEX %s IF NOT EXISTS FOR (n:%s) ON (%s)".formatted(name, label, all);
      case FULLTEXT ->
          "CREATE FULLTEXT INDEX %s IF NOT EXISTS FOR (n:%s) ON EACH [%s] %s"
              .formatted(name, label, all, options());
      case VECTOR ->
          "CYPHER 25 CREATE VECTOR INDEX %s IF NOT EXISTS FOR (n:%s) ON %s WITH [%s] %s"
              .formatted(name, label, before(all), after(all), options());
    };
  }

  @Override
  public String toString() {
    return "%s (%s of :%s over %s)".formatted(name, kind, label, properties);
  }

  private String options() {
    return settings.entrySet().stream()
        .map(setting -> "`%s`: %s".formatted(setting.getKey(), literal(setting.getValue())))
        .collect(joining(", ", "OPTIONS {indexConfig: {", "}}"));
  }

  private static String literal(Object value) {
    return value instanceof Number ? value.toString() : "'" + value + "'";
  }

  private static String before(String all) {
    return all.substring(0, all.indexOf(", "));
  }

  private static String after(String all) {
    return all.substring(all.indexOf(", ") + 2);
  }
}
