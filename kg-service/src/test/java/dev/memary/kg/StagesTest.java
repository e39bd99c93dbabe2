package dev.memary.kg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Forgotten;
import dev.memary.contracts.events.Topics;
import dev.memary.events.DeadLetterHeaders;
import dev.memary.events.EventPublisher;
import dev.memary.events.OutgoingEvent;
import dev.memary.events.Received;
import dev.memary.kg.graph.Candidate.Kind;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.indexing.EpisodeTexts.EpisodeText;
import dev.memary.localstack.testing.TestEvents;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** From Kafka into the graph and back. */
@QuarkusTest
class StagesTest implements KgServiceTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final String tenant = "t-" + UUID.randomUUID();
  private final UUID space = UUID.randomUUID();

  @Inject GraphStore graph;
  @Inject Fakes fakes;
  @Inject EventPublisher publisher;
  @Inject ObjectMapper json;

  @Test
  void recorded_indexedAndTold() throws Exception {
    UUID id = UUID.randomUUID();
    fakes.remembers(text(id, "Bruno chased the postman"));
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED)) {
      record(id);

      var outcome = outcomes.await(space.toString(), 1).getFirst();

      var tree = json.readTree(outcome.value());
      assertThat(tree.path("type").asText()).isEqualTo("indexed");
      assertThat(tree.path("episode_id").asText()).isEqualTo(id.toString());
      assertThat(tree.path("tenant_id").asText()).isEqualTo(tenant);
      assertThat(
              JsonSchemaFactory.getInstance(VersionFlag.V202012)
                  .getSchema(
                      Thread.currentThread()
                          .getContextClassLoader()
                          .getResourceAsStream(
                              "contracts/schemas/" + Topics.EPISODE_PROCESSED + ".json"))
                  .validate(tree))
          .isEmpty();
      assertThat(found("postman")).isEqualTo(1);
    }
  }

  @Test
  void forgottenMeanwhile_notTold() throws Exception {
    UUID gone = UUID.randomUUID();
    UUID there = UUID.randomUUID();
    fakes.remembers(text(there, "Bruno chased the postman"));
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED)) {
      record(gone);
      record(there);

      assertThat(outcomes.await(space.toString(), 1))
          .singleElement()
          .satisfies(o -> assertThat(o.value()).contains(there.toString()));
    }
  }

  @Test
  void spaceForgotten_gone_andAcknowledged() throws Exception {
    UUID id = UUID.randomUUID();
    UUID receipt = UUID.randomUUID();
    fakes.remembers(text(id, "Bruno chased the postman"));
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED)) {
      record(id);
      outcomes.await(space.toString(), 1);
    }
    publish(
        Topics.SPACE_FORGOTTEN,
        json.writerFor(Forgotten.class)
            .writeValueAsString(new Forgotten.Space(tenant, space, receipt)));

    await().atMost(Duration.ofMinutes(5)).until(() -> fakes.acknowledged(receipt) != null);
    assertThat(fakes.acknowledged(receipt)).containsEntry("episode", 1L);
    assertThat(found("postman")).isZero();
  }

  @Test
  void refusedForGood_setAside_told_andTheOthersIndexed() throws Exception {
    UUID bad = UUID.randomUUID();
    UUID good = UUID.randomUUID();
    String word = "unembeddable" + bad;
    fakes.refuses(word);
    fakes.remembers(text(bad, word));
    fakes.remembers(text(good, "Bruno chased the postman"));
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED);
        var letters = TestEvents.on(Topics.EPISODE_RECORDED + ".dlq")) {
      record(bad);
      record(good);

      var told = outcomes.await(space.toString(), 2);
      assertThat(told)
          .extracting(o -> json.readTree(o.value()))
          .anySatisfy(failed -> {
            assertThat(failed.path("type").asText()).isEqualTo("failed");
            assertThat(failed.path("stage").asText()).isEqualTo("index");
            assertThat(failed.path("reason").asText()).isEqualTo("refused");
            assertThat(failed.path("episode_id").asText()).isEqualTo(bad.toString());
          })
          .anySatisfy(done -> {
            assertThat(done.path("type").asText()).isEqualTo("indexed");
            assertThat(done.path("episode_id").asText()).isEqualTo(good.toString());
          });
      assertThat(told)
          .allSatisfy(o -> assertThat(Received.header(o, "traceparent")).isEqualTo(TRACE));
      assertThat(letters.await(space.toString(), 1))
          .singleElement()
          .satisfies(letter -> {
            assertThat(letter.value()).contains(bad.toString());
            assertThat(Received.header(letter, DeadLetterHeaders.CAUSE)).isEqualTo("refused");
            assertThat(Received.header(letter, DeadLetterHeaders.GROUP)).startsWith("kg-service");
          });
    }
  }

  @Test
  void memoryServiceAway_forgettingWaits_andAcknowledgesThen() throws Exception {
    UUID receipt = UUID.randomUUID();
    fakes.isAwayFor(receipt, 6);

    publish(
        Topics.SPACE_FORGOTTEN,
        json.writerFor(Forgotten.class)
            .writeValueAsString(new Forgotten.Space(tenant, space, receipt)));

    await().atMost(Duration.ofMinutes(5)).until(() -> fakes.acknowledged(receipt) != null);
  }

  private int found(String word) {
    return graph
        .candidates(
            new CandidateQuery(
                tenant, List.of(space), List.of(word), null, Set.of(Kind.EPISODE), Scope.ALL, 10))
        .size();
  }

  private void record(UUID id) throws Exception {
    publish(
        Topics.EPISODE_RECORDED,
        json.writeValueAsString(
            new EpisodeRecorded(
                UUID.randomUUID(),
                tenant,
                space,
                id,
                UUID.randomUUID(),
                1,
                "user",
                UUID.randomUUID(),
                MAY,
                MAY,
                List.of(),
                1,
                1,
                true,
                null)));
  }

  private void publish(String topic, String payload) {
    publisher.publish(List.of(new OutgoingEvent(topic, space, payload, TRACE)));
  }

  private EpisodeText text(UUID id, String text) {
    return new EpisodeText(id, space, UUID.randomUUID(), 1, "user", "Alice", text, MAY, MAY, 1);
  }
}
