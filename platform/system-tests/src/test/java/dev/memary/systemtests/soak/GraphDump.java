package dev.memary.systemtests.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.neo4j.driver.Record;

/**
 * Everything the graph holds but the counters of its locks, by kind: how much, and one digest that
 * does not depend on the order. Two graphs with the same dump are the same graph.
 */
record GraphDump(Map<String, String> kinds) {
  private static final Map<String, String> STATEMENTS =
      Map.of(
          "episodes",
          """
          MATCH (e:Episode)
          RETURN e.id, e.space_id, e.session_id, e.sequence, e.role, e.speaker, e.text, toString(e.occurred_at),
                 toString(e.recorded_at), e.generation, e.integrated_generation, e.embedding_model, e.embedding_384
          """,
          "entities",
          """
          MATCH (n:Entity)
          RETURN n.id, n.space_id, n.key, n.name, n.type, n.aliases, n.form_names, n.form_types, n.form_counts,
                 n.alias_names, n.alias_counts
          """,
          "mentions",
          """
          MATCH (e:Episode)-[m:MENTIONS]->(n:Entity)
          RETURN e.id, n.id, m.count, toString(m.at), m.generation, m.form_names, m.form_types, m.form_counts
          """,
          "facts",
          """
          MATCH (s:Entity)<-[:SUBJECT]-(f:Fact) OPTIONAL MATCH (f)-[:OBJECT]->(o:Entity)
          RETURN f.id, f.space_id, s.id, f.predicate, f.state, o.id, f.literal, f.statement, f.held_from, f.held_to,
                 toString(f.recorded_at), toString(f.invalidated_at), f.closed_by, f.confidence
          """,
          "supports",
          """
          MATCH (f:Fact)-[r:SUPPORTED_BY]->(e:Episode)
          RETURN f.id, e.id, r.statement, r.literal, r.spells, r.past, toString(r.said_at),
                 toString(r.recorded_at), r.confidence, r.generation
          """,
          "speakers",
          """
          MATCH (s:Space) WHERE NOT s.forgotten UNWIND s.speakers AS name RETURN s.id, name
          """);

  static GraphDump of(Stores stores) {
    Map<String, String> kinds = new TreeMap<>();
    STATEMENTS.forEach((kind, cypher) -> {
      byte[] digest = new byte[32];
      long[] count = {0};
      stores.stream(
          cypher,
          row -> {
            count[0]++;
            byte[] line = sha256(line(row));
            for (int i = 0; i < digest.length; i++) {
              digest[i] += line[i];
            }
          });
      kinds.put(kind, count[0] + " " + HexFormat.of().formatHex(digest, 0, 8));
    });
    return new GraphDump(kinds);
  }

  private static String line(Record row) {
    return String.join("|", row.values().stream().map(String::valueOf).toList());
  }

  private static byte[] sha256(String line) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(line.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
