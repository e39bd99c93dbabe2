package dev.memary.kg.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kg.KgServiceTest;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;

/**
 * Spaces grow and shrink, and every search of the index they share finds what its own space holds.
 */
@QuarkusTest
class VectorIndexTest implements KgServiceTest {
  private static final int STEPS = 150;

  private final Random random = new Random(1);
  private final String model = "model-" + UUID.randomUUID();

  @Inject Driver driver;

  /** What a space should hold. */
  private record Space(String id, List<String> episodes) {}

  @AfterEach
  void removeAll() {
    run("MATCH (e:Episode {embedding_model: $model}) DETACH DELETE e", Map.of("model", model));
  }

  @Test
  void search_findsItsSpacesOwn_whateverWasRemoved() {
    List<Space> spaces =
        IntStream.range(0, 15)
            .mapToObj(_ -> new Space(UUID.randomUUID().toString(), new ArrayList<>()))
            .toList();
    for (int step = 0; step < STEPS; step++) {
      change(spaces.get(random.nextInt(spaces.size())));

      Space asked = spaces.get(random.nextInt(spaces.size()));
      int limit = 10 << random.nextInt(5);
      List<String> found = search(asked, limit);

      assertThat(asked.episodes()).as("step %d", step).containsAll(found);
      assertThat(found).hasSize(Math.min(limit, asked.episodes().size()));
    }
  }

  private void change(Space space) {
    if (random.nextInt(3) > 0) {
      add(space, 1 + random.nextInt(random.nextInt(5) == 0 ? 200 : 4));
    } else if (!space.episodes().isEmpty()) {
      remove(space, 1 + random.nextInt(space.episodes().size()));
    }
  }

  private void add(Space space, int count) {
    List<Map<String, Object>> rows =
        IntStream.range(0, count)
            .<Map<String, Object>>mapToObj(
                _ -> Map.of("id", UUID.randomUUID().toString(), "embedding", embedding()))
            .toList();
    rows.forEach(row -> space.episodes().add(row.get("id").toString()));
    run(
        """
        UNWIND $rows AS row
        CREATE (:Episode {id: row.id, space_id: $space, embedding_model: $model, embedding_384: row.embedding})
        """,
        Map.of("rows", rows, "space", space.id(), "model", model));
  }

  private void remove(Space space, int count) {
    List<String> gone = space.episodes().subList(0, count);
    run("MATCH (e:Episode) WHERE e.id IN $ids DETACH DELETE e", Map.of("ids", List.copyOf(gone)));
    gone.clear();
  }

  private List<String> search(Space space, int limit) {
    try (Session session = driver.session()) {
      return session
          .run(
              """
              CYPHER 25 MATCH (e:Episode)
              SEARCH e IN (VECTOR INDEX episode_meaning_384 FOR $embedding
                           WHERE e.space_id = $space AND e.embedding_model = $model LIMIT $limit)
              RETURN e.id AS id
              """,
              Map.of("embedding", embedding(), "space", space.id(), "model", model, "limit", limit))
          .list(row -> row.get("id").asString());
    }
  }

  private double[] embedding() {
    return random.doubles(384, -1, 1).toArray();
  }

  private void run(String query, Map<String, Object> parameters) {
    try (Session session = driver.session()) {
      session.run(query, parameters).consume();
    }
  }
}
