package dev.memary.systemtests.graph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.systemtests.MemaryClient;
import dev.memary.systemtests.MemaryClient.Answer;
import dev.memary.systemtests.graph.Shape.OfSpace;
import dev.memary.systemtests.graph.SyntheticSpace.Episode;
import dev.memary.systemtests.soak.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.neo4j.driver.Record;

/**
 * Writes a synthetic graph into Neo4j and what belongs to it into PostgreSQL, past the services, in
 * portions. The full-text and vector indexes are taken away before and made again afterwards by
 * Neo4j's own statements, as an operator would who loads as much.
 */
final class Filling {
  private static final int TOPICS = 400;
  private static final int WORDS_OF_A_TOPIC_TEXT = 20;
  private static final int EMBEDDED_AT_ONCE = 50;
  private static final int PORTION = 1000;
  private static final Duration TELL_EVERY = Duration.ofSeconds(20);

  /** Only there a vector index can be filtered. */
  private static final String CYPHER_25 = "CYPHER 25 ";

  private static final String SPACE =
      """
      CREATE (s:Space {id: $space})
      SET s.tenant_id = $tenant, s.version = 1, s.indexed = 1, s.forgotten = false, s.speakers = $speakers
      """;

  private static final String ENTITIES =
      """
      UNWIND $rows AS x
      CREATE (n:Entity {space_id: $space}) SET n += x.properties, n.embedding_model = $model
      WITH n, x
      CALL db.create.setNodeVectorProperty(n, 'embedding_384', x.embedding)
      """;

  private static final String EPISODES =
      """
      UNWIND $rows AS x
      CREATE (e:Episode {space_id: $space}) SET e += x.properties, e.embedding_model = $model
      WITH e, x
      CALL db.create.setNodeVectorProperty(e, 'embedding_384', x.embedding)
      UNWIND x.mentions AS mention
      MATCH (n:Entity {space_id: $space, key: mention.key})
      CREATE (e)-[m:MENTIONS]->(n) SET m = mention.properties
      """;

  private static final String FACTS =
      """
      UNWIND $rows AS x
      MATCH (subject:Entity {space_id: $space, key: x.subject})
      CREATE (f:Fact {space_id: $space})-[:SUBJECT]->(subject)
      SET f += x.properties, f.embedding_model = $model
      WITH f, x
      CALL db.create.setNodeVectorProperty(f, 'embedding_384', x.embedding)
      OPTIONAL MATCH (object:Entity {space_id: $space, key: x.object})
      FOREACH (o IN CASE WHEN object IS NULL THEN [] ELSE [object] END | CREATE (f)-[:OBJECT]->(o))
      WITH f, x
      UNWIND x.supports AS support
      MATCH (e:Episode {id: support.episode})
      CREATE (f)-[r:SUPPORTED_BY]->(e) SET r = support.properties
      """;

  private final Stores stores;
  private final MemaryClient client;
  private final String tenant;
  private final long seed;
  private final Vocabulary vocabulary;
  private Instant told = Instant.now();

  Filling(Stores stores, MemaryClient client, String tenant, long seed) {
    this.stores = stores;
    this.client = client;
    this.tenant = tenant;
    this.seed = seed;
    this.vocabulary = vocabulary(seed);
  }

  static Vocabulary vocabulary(long seed) {
    return new Vocabulary(seed, TOPICS);
  }

  /**
   * What filling took.
   *
   * @param writing of nodes and relations and of PostgreSQL's rows
   * @param indexing until the full-text and vector indexes were there again
   */
  record Took(Duration writing, Duration indexing) {
    static Took of(String text) {
      String[] seconds = text.strip().split(" ", -1);
      return new Took(
          Duration.ofSeconds(Long.parseLong(seconds[0])),
          Duration.ofSeconds(Long.parseLong(seconds[1])));
    }

    String text() {
      return writing.toSeconds() + " " + indexing.toSeconds();
    }
  }

  Took fill(Shape shape) throws InterruptedException {
    String probe = remembered();
    Meanings meanings = meanings();
    Instant begin = Instant.now();
    List<Record> dropped = dropSearchIndexes();
    int done = 0;
    for (OfSpace ofSpace : shape.spaces()) {
      SyntheticSpace space = new SyntheticSpace(ofSpace, seed, vocabulary, meanings);
      write(space, meanings.model());
      done += 1 + ofSpace.episodes() + ofSpace.entities() + ofSpace.facts();
      tell(begin, done, shape.nodes());
    }
    stores.execute("ANALYZE");
    Duration writing = Duration.between(begin, Instant.now());
    Instant written = Instant.now();
    dropped.forEach(
        index -> stores.graph(CYPHER_25 + index.get("createStatement").asString(), Map.of()));
    awaitIndexes(written);
    refuseUnlessLike(probe);
    return new Took(writing, Duration.between(written, Instant.now()));
  }

  /** A space that the platform itself filled: what is synthetic must look the same. */
  private String remembered() throws InterruptedException {
    String user = MemaryClient.newUser();
    client.remember(user, "s", "My friend Emma lives in Berlin.");
    client.awaitUnderstood(user, 1);
    String space = stores.spaceIds("user:" + user).values().iterator().next().replace("-", "");
    awaitEmbedded(space);
    return space;
  }

  private void awaitEmbedded(String space) throws InterruptedException {
    while (!stores
        .graph("MATCH (s:Space {id: $space, unembedded: true}) RETURN s", Map.of("space", space))
        .isEmpty()) {
      Thread.sleep(500);
    }
  }

  /** The platform's own vectors of a text about each topic. */
  private Meanings meanings() {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> texts =
        IntStream.range(0, TOPICS)
            .mapToObj(
                topic -> String.join(" ", vocabulary.about(topic, WORDS_OF_A_TOPIC_TEXT, random)))
            .toList();
    List<float[]> vectors = new ArrayList<>();
    for (int from = 0; from < TOPICS; from += EMBEDDED_AT_ONCE) {
      Answer answer =
          client.post(
              "/v1/embeddings",
              Map.of(
                  "model", "embed",
                  "input_type", "passage",
                  "input", texts.subList(from, from + EMBEDDED_AT_ONCE)));
      answer.body().get("data").forEach(entry -> vectors.add(vector(entry.get("embedding"))));
    }
    String model =
        stores
            .graph("MATCH (e:Episode) RETURN e.embedding_model AS model LIMIT 1", Map.of())
            .getFirst()
            .get("model")
            .asString();
    return new Meanings(vectors.toArray(float[][]::new), model);
  }

  private static float[] vector(JsonNode values) {
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = values.get(i).floatValue();
    }
    return vector;
  }

  private List<Record> dropSearchIndexes() {
    List<Record> indexes =
        stores.graph(
            CYPHER_25
                + "SHOW INDEXES YIELD name, type, createStatement WHERE type IN ['FULLTEXT', 'VECTOR']",
            Map.of());
    indexes.forEach(index -> stores.graph("DROP INDEX " + index.get("name").asString(), Map.of()));
    return indexes;
  }

  private void awaitIndexes(Instant begin) throws InterruptedException {
    while (true) {
      List<Record> populating =
          stores.graph(
              "SHOW INDEXES YIELD name, state, populationPercent WHERE state <> 'ONLINE'",
              Map.of());
      if (populating.isEmpty()) {
        return;
      }
      if (isTimeToTell()) {
        System.out.printf(
            "  %4d s: indexes %s%n",
            Duration.between(begin, Instant.now()).toSeconds(),
            populating.stream()
                .map(i ->
                    "%s %.0f %%"
                        .formatted(
                            i.get("name").asString(), i.get("populationPercent").asDouble(0)))
                .toList());
      }
      Thread.sleep(500);
    }
  }

  private void write(SyntheticSpace space, String model) {
    Map<String, Object> of =
        Map.of("space", space.id().toString().replace("-", ""), "model", model);
    inGraph(SPACE, of, Map.of("tenant", tenant, "speakers", space.speakerNames()));
    inPortions(ENTITIES, of, space.entities());
    inPortions(EPISODES, of, space.episodes().stream().map(Filling::row).toList());
    inPortions(FACTS, of, space.facts());
    new Rows(tenant, space).copyTo(stores);
  }

  private void inPortions(String cypher, Map<String, Object> of, List<Map<String, Object>> rows) {
    for (int from = 0; from < rows.size(); from += PORTION) {
      inGraph(
          cypher, of, Map.of("rows", rows.subList(from, Math.min(rows.size(), from + PORTION))));
    }
  }

  private void inGraph(String cypher, Map<String, Object> of, Map<String, Object> parameters) {
    Map<String, Object> all = new HashMap<>(of);
    all.putAll(parameters);
    stores.graph(cypher, all);
  }

  private static Map<String, Object> row(Episode e) {
    Map<String, Object> properties =
        new HashMap<>(
            Map.of(
                "id", e.id().toString(),
                "session_id", e.session().toString(),
                "sequence", e.sequence(),
                "role", e.role(),
                "speaker", e.speaker(),
                "text", e.text(),
                "occurred_at", e.at(),
                "recorded_at", e.at().plusSeconds(5),
                "generation", 1));
    properties.put("indexed", 1);
    properties.put("integrated_generation", 1);
    return Map.of("properties", properties, "embedding", e.vector(), "mentions", e.mentions());
  }

  /** Every property that the platform writes must be there in the synthetic spaces, too. */
  private void refuseUnlessLike(String probe) {
    for (String pattern :
        List.of(
            "(s:Space {id: $space}) WITH s AS x",
            "(x:Episode {space_id: $space})",
            "(x:Entity {space_id: $space})",
            "(x:Fact {space_id: $space})",
            "(:Episode {space_id: $space})-[x:MENTIONS]->()",
            "(:Fact {space_id: $space})-[x:SUPPORTED_BY]->()")) {
      Set<String> real = keys(pattern, probe);
      real.removeAll(keys(pattern, largest()));
      if (!real.isEmpty()) {
        throw new IllegalStateException(
            "%s: the platform writes %s, the benchmark does not".formatted(pattern, real));
      }
    }
  }

  private Set<String> keys(String pattern, String space) {
    Set<String> keys = new TreeSet<>();
    stores
        .graph(
            "MATCH " + pattern + " WITH x LIMIT 5000 UNWIND keys(x) AS key RETURN DISTINCT key",
            Map.of("space", space))
        .forEach(row -> keys.add(row.get("key").asString()));
    return keys;
  }

  private String largest() {
    return stores.spaceIds(SyntheticSpace.name(0)).values().iterator().next().replace("-", "");
  }

  private void tell(Instant begin, int done, int of) {
    if (isTimeToTell()) {
      double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
      System.out.printf(
          "  %4.0f s: %,d of %,d nodes (%,.0f/s)%n", seconds, done, of, done / seconds);
    }
  }

  private boolean isTimeToTell() {
    boolean now = Duration.between(told, Instant.now()).compareTo(TELL_EVERY) > 0;
    told = now ? Instant.now() : told;
    return now;
  }
}
