package dev.memary.systemtests.soak;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;
import org.postgresql.PGConnection;

/** Looks behind the services, straight into PostgreSQL and Neo4j. */
public final class Stores implements AutoCloseable {
  private final LocalStack stack;
  private final Driver neo4j;

  public Stores(LocalStack stack) {
    this.stack = stack;
    this.neo4j =
        GraphDatabase.driver(
            "bolt://127.0.0.1:" + stack.ports().of(Port.NEO4J),
            AuthTokens.basic("neo4j", stack.secret("neo4j")));
  }

  /** A row of a query. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Asks memory-service's database as the superuser, who sees every tenant. */
  public <T> List<T> postgres(String sql, RowReader<T> reader, String... parameters) {
    return of("memory", sql, reader, parameters);
  }

  /** Asks any of the databases. */
  public <T> List<T> of(String database, String sql, RowReader<T> reader, String... parameters) {
    try (Connection connection = connect(database);
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<T> all = new ArrayList<>();
        while (rows.next()) {
          all.add(reader.read(rows));
        }
        return all;
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL cannot be asked", e);
    }
  }

  public long count(String sql, String... parameters) {
    return postgres(sql, row -> row.getLong(1), parameters).getFirst();
  }

  /** Changes memory-service's database as the superuser. */
  public void execute(String sql) {
    try (Connection connection = connect("memory");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refuses " + sql, e);
    }
  }

  /** Adds lines of PostgreSQL's text format to a table of memory-service. */
  public void copy(String tableAndColumns, String lines) {
    try (Connection connection = connect("memory")) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + tableAndColumns + " FROM STDIN", new StringReader(lines));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("PostgreSQL refuses rows of " + tableAndColumns, e);
    }
  }

  public List<Record> graph(String cypher, Map<String, Object> parameters) {
    try (var session = neo4j.session()) {
      return session.run(cypher, parameters).list();
    }
  }

  /** Reads row by row, for what is too much to hold. */
  void stream(String cypher, Consumer<Record> reader) {
    try (var session = neo4j.session()) {
      session.run(cypher).forEachRemaining(reader);
    }
  }

  /** Deletes every node, as if the volume had been lost. */
  void emptyGraph() {
    try (var session = neo4j.session()) {
      session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS").consume();
    }
  }

  /** The opaque ids of the spaces whose names begin so, by name. */
  public Map<String, String> spaceIds(String prefix) {
    Map<String, String> ids = new HashMap<>();
    postgres(
            "SELECT name, space_id::text FROM space WHERE forgotten_at IS NULL AND name LIKE ?",
            row -> ids.put(row.getString(1), row.getString(2)),
            prefix + "%")
        .size();
    return ids;
  }

  /** What both stores know of a space; they must agree on the entities. */
  public Knowledge knowledge(String spaceId) {
    Map<String, Object> space = Map.of("space", spaceId.replace("-", ""));
    Map<String, String> keys = new HashMap<>();
    Map<String, Long> inGraph = new TreeMap<>();
    graph(
            """
            MATCH (n:Entity {space_id: $space})
            RETURN n.id AS id, n.key AS key, reduce(s = 0, m IN [(:Episode)-[m:MENTIONS]->(n) | m.count] | s + m) AS count
            """,
            space)
        .forEach(row -> {
          keys.put(row.get("id").asString(), row.get("key").asString());
          inGraph.put(row.get("key").asString(), row.get("count").asLong());
        });
    Map<String, Long> inStream = new TreeMap<>();
    postgres(
            "SELECT entity_id::text, sum(mentions) FROM stream_entry WHERE space_id = ?::uuid GROUP BY entity_id",
            row ->
                inStream.put(
                    keys.getOrDefault(row.getString(1), "not in the graph: " + row.getString(1)),
                    row.getLong(2)),
            spaceId)
        .size();
    if (!inGraph.equals(inStream)) {
      throw new AssertionError("The graph counts %s, the stream %s".formatted(inGraph, inStream));
    }
    Map<String, Long> facts = new TreeMap<>();
    graph(
            """
            MATCH (s:Entity)<-[:SUBJECT]-(f:Fact {space_id: $space})
            OPTIONAL MATCH (f)-[:OBJECT]->(o:Entity)
            RETURN s.key + ' ' + f.predicate + ' ' + coalesce(o.key, f.literal) AS fact,
                   COUNT { (f)-[:SUPPORTED_BY]->(:Episode) } AS support
            """,
            space)
        .forEach(
            row -> facts.merge(row.get("fact").asString(), row.get("support").asLong(), Long::sum));
    return new Knowledge(
        count("SELECT count(*) FROM episode WHERE space_id = ?::uuid", spaceId),
        count("SELECT count(*) FROM stream_entry WHERE space_id = ?::uuid", spaceId),
        inStream,
        facts);
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(stack.ports().of(Port.POSTGRES), database),
        "postgres",
        stack.secret("postgres"));
  }

  @Override
  public void close() {
    neo4j.close();
  }
}
