package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.contracts.events.EpisodeProcessed;
import dev.memary.contracts.events.EpisodeProcessed.Failed;
import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Outcomes of several generations, in any order, any number of times and several at once: stream
 * and entity knowledge are those of the newest generation of every episode.
 */
@QuarkusTest
class AnyOrderTest extends MemoryServiceTest {
  private static final int EPISODES = 10;
  private static final int GENERATION = 3;
  private static final List<String> NAMES = List.of("Bruno", "Oslo", "Mira", "jazz");

  @Inject OutcomeApplier outcomes;
  @Inject AgroalDataSource app;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void outcomes_shuffledRepeatedAndAtOnce_countTheNewestOnce(long seed) throws Exception {
    Random random = new Random(seed);
    UUID space = UUID.randomUUID();
    Map<String, Integer> expected = new TreeMap<>();
    List<EpisodeProcessed> deliveries = new ArrayList<>();
    for (int i = 0; i < EPISODES; i++) {
      UUID id = recorded("episode " + i);
      space = aliceSpaceId();
      reopen(id);
      List<Mention> mentions = mentions(random);
      mentions.forEach(m -> expected.merge(m.name(), m.count(), Integer::sum));
      graph.mentions(new EpisodeMentions(id, GENERATION, i + 1, mentions));
      for (int generation = 1; generation <= GENERATION; generation++) {
        deliveries.add(new Integrated(tenant, space, id, generation, "test-1", 1, 0));
        deliveries.add(new Indexed(tenant, space, id, generation));
      }
      deliveries.add(new Failed(tenant, space, id, GENERATION - 1, Failed.UNDERSTAND, "too_late"));
    }
    List<EpisodeProcessed> all = new ArrayList<>(deliveries);
    all.addAll(deliveries);
    Collections.shuffle(all, random);

    try (var threads = Executors.newFixedThreadPool(4)) {
      var batches =
          IntStream.range(0, all.size() / 7 + 1)
              .mapToObj(i -> all.subList(i * 7, Math.min(all.size(), i * 7 + 7)))
              .map(batch -> threads.submit(() -> outcomes.apply(batch)))
              .toList();
      for (var batch : batches) {
        batch.get();
      }
    }

    assertThat(counts()).isEqualTo(expected);
    gateway()
        .get("/v1/spaces/user:alice/status")
        .then()
        .body("pending", org.hamcrest.Matchers.equalTo(0));
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    List<Map<String, Object>> entities =
        gateway().get("/v1/spaces/user:alice/entities?top=500").path("entities");
    entities.forEach(e -> counts.put((String) e.get("name"), (Integer) e.get("count")));
    return counts;
  }

  private static List<Mention> mentions(Random random) {
    return NAMES.stream()
        .filter(name -> random.nextBoolean())
        .map(name ->
            new Mention(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                name,
                "thing",
                1 + random.nextInt(3)))
        .toList();
  }

  private void reopen(UUID id) throws Exception {
    Sql.inTenant(
        app,
        tenant,
        "UPDATE episode SET generation = %d WHERE episode_id = '%s'".formatted(GENERATION, id));
  }
}
