package dev.memary.worker.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.EventHeaders;
import dev.memary.contracts.events.Topics;
import dev.memary.events.DeadLetterHeaders;
import dev.memary.events.EventPublisher;
import dev.memary.events.OutgoingEvent;
import dev.memary.events.Received;
import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestEvents;
import dev.memary.localstack.testing.TestStack;
import dev.memary.worker.extraction.Role;
import dev.memary.worker.understanding.EpisodeText;
import dev.memary.worker.understanding.FakeServices;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** From Kafka, through the real extractor, to Kafka; the other services are played. */
@QuarkusTest
@QuarkusTestResource(
    value = TestStack.class,
    initArgs = {
      @ResourceArg(name = "service", value = Services.WORKER),
      @ResourceArg(name = "channels", value = "episode-recorded")
    })
class UnderstandStageTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final String tenant = "t-" + UUID.randomUUID();
  private final UUID space = UUID.randomUUID();

  @Inject FakeServices services;
  @Inject EventPublisher publisher;
  @Inject ObjectMapper json;

  @Test
  void recorded_understoodAndTold() throws Exception {
    UUID id = remembered("I live in Oslo and my dog is called Bruno.");
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED)) {
      record(id, true);

      JsonNode outcome = json.readTree(outcomes.await(space.toString(), 1).getFirst().value());

      assertThat(outcome.path("type").asText()).isEqualTo("integrated");
      assertThat(outcome.path("tenant_id").asText()).isEqualTo(tenant);
      assertThat(outcome.path("episode_id").asText()).isEqualTo(id.toString());
      assertThat(outcome.path("generation").asInt()).isEqualTo(1);
      assertThat(outcome.path("entities").asInt()).isPositive();
      assertThat(outcome.path("facts").asInt()).isPositive();
      assertThat(outcome.path("extractor").asText()).startsWith("classical-");
      assertThat(
              JsonSchemaFactory.getInstance(VersionFlag.V202012)
                  .getSchema(
                      Thread.currentThread()
                          .getContextClassLoader()
                          .getResourceAsStream(
                              "contracts/schemas/" + Topics.EPISODE_PROCESSED + ".json"))
                  .validate(outcome))
          .isEmpty();
    }
  }

  @Test
  void notToBeInferred_orGone_leftAlone() throws Exception {
    UUID notInferred = remembered("I live in Rome.");
    UUID gone = UUID.randomUUID();
    UUID there = remembered("I live in Oslo.");
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED)) {
      record(notInferred, false);
      record(gone, true);
      record(there, true);

      assertThat(outcomes.await(space.toString(), 1))
          .singleElement()
          .satisfies(o -> assertThat(o.value()).contains(there.toString()));
      assertThat(services.callsAbout(notInferred)).isEmpty();
    }
  }

  @Test
  void graphDown_triedAgainUntilItIsThrough() throws Exception {
    UUID id = remembered("I live in Oslo.");
    services.failsOnceFor(id);
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED)) {
      record(id, true);

      assertThat(outcomes.await(space.toString(), 1)).hasSize(1);
      assertThat(services.callsAbout(id))
          .containsExactly("fetch", "keep", "integrate", "fetch", "integrate");
    }
  }

  @Test
  void unreadableEvent_setAside_andTheNextUnderstood() throws Exception {
    UUID id = remembered("I live in Oslo.");
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED);
        var letters = TestEvents.on(Topics.EPISODE_RECORDED + ".dlq")) {
      publish("{\"event_id\": 5");
      record(id, true);

      assertThat(outcomes.await(space.toString(), 1)).hasSize(1);
      assertThat(letters.await(space.toString(), 1))
          .singleElement()
          .satisfies(letter -> assertThat(letter.value()).isEqualTo("{\"event_id\": 5"));
    }
  }

  @Test
  void failsEveryTime_setAside_told_andTheOthersUnderstood() throws Exception {
    UUID bad = remembered("I live in Rome.");
    UUID good = remembered("I live in Oslo.");
    services.failsAlwaysFor(bad);
    try (var outcomes = TestEvents.on(Topics.EPISODE_PROCESSED);
        var letters = TestEvents.on(Topics.EPISODE_RECORDED + ".dlq")) {
      record(bad, true);
      record(good, true);

      var told = outcomes.await(space.toString(), 2);
      assertThat(told)
          .extracting(o -> json.readTree(o.value()))
          .anySatisfy(failed -> {
            assertThat(failed.path("type").asText()).isEqualTo("failed");
            assertThat(failed.path("stage").asText()).isEqualTo("understand");
            assertThat(failed.path("reason").asText()).isEqualTo("retries_exhausted");
            assertThat(failed.path("episode_id").asText()).isEqualTo(bad.toString());
          })
          .anySatisfy(done -> {
            assertThat(done.path("type").asText()).isEqualTo("integrated");
            assertThat(done.path("episode_id").asText()).isEqualTo(good.toString());
          });
      assertThat(told)
          .allSatisfy(o -> assertThat(Received.header(o, "traceparent")).isEqualTo(TRACE));
      var letter = letters.await(space.toString(), 1);
      assertThat(letter).hasSize(1);
      assertThat(letter.getFirst().value()).contains(bad.toString());
      assertThat(Received.header(letter.getFirst(), DeadLetterHeaders.CAUSE))
          .isEqualTo("retries_exhausted");
      assertThat(Received.header(letter.getFirst(), DeadLetterHeaders.TOPIC))
          .isEqualTo(Topics.EPISODE_RECORDED);
      assertThat(Received.header(letter.getFirst(), EventHeaders.TRACE_PARENT)).isEqualTo(TRACE);
    }
  }

  private UUID remembered(String text) {
    UUID id = UUID.randomUUID();
    services.remembers(
        new EpisodeText(
            id,
            space,
            UUID.randomUUID(),
            Role.USER,
            "Alice",
            List.of("Alice"),
            text,
            MAY,
            MAY,
            List.of(),
            1));
    return id;
  }

  private void record(UUID id, boolean infer) throws Exception {
    publish(
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
                infer,
                null)));
  }

  private void publish(String payload) {
    publisher.publish(List.of(new OutgoingEvent(Topics.EPISODE_RECORDED, space, payload, TRACE)));
  }
}
