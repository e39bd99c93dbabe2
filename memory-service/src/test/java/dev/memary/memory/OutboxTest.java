package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.memary.contracts.events.EventHeaders;
import dev.memary.contracts.events.Topics;
import dev.memary.events.EventPublisher;
import dev.memary.events.EventsUnavailableException;
import dev.memary.localstack.testing.TestEvents;
import dev.memary.memory.store.OutboxStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutboxTest extends MemoryServiceTest {
  private static final int EVERYTHING = 100_000;

  @Inject OutboxStore outbox;
  @Inject EventPublisher publisher;
  @Inject ObjectMapper json;

  @Test
  void recorded_arrivesWithCloudEventsHeaders() {
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      UUID id = recorded("Bruno is my dog");

      ConsumerRecord<String, String> event = events.await(aliceSpaceId().toString(), 1).getFirst();

      assertThat(header(event, EventHeaders.SPEC_VERSION)).isEqualTo("1.0");
      assertThat(header(event, EventHeaders.TYPE)).isEqualTo(Topics.EPISODE_RECORDED);
      assertThat(header(event, EventHeaders.SOURCE)).isEqualTo("memary/memory-service");
      assertThat(header(event, EventHeaders.CONTENT_TYPE)).isEqualTo("application/json");
      assertThat(header(event, EventHeaders.ID)).isNotBlank();
      assertThat(header(event, EventHeaders.TIME)).isNotBlank();
      assertThat(event.value()).contains(id.toString());
    }
  }

  @Test
  void recorded_fitsTheSchemaAndHoldsNoText() throws Exception {
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      gateway()
          .body(
              """
              {"user_id": "alice", "session_id": "tuesday", "messages": [
                {"role": "user", "name": "Alice Liddell", "content": "Bruno is my dog",
                 "external_id": "ext-1", "metadata": {"colour": "blue"}},
                {"role": "assistant", "content": "Noted", "recalled_ids": ["0190b0a0-0000-7000-8000-000000000001"]}]}
              """)
          .post("/v1/memories")
          .then()
          .statusCode(202);

      List<ConsumerRecord<String, String>> both = events.await(aliceSpaceId().toString(), 2);

      for (ConsumerRecord<String, String> event : both) {
        assertThat(schema(Topics.EPISODE_RECORDED).validate(tree(event))).isEmpty();
        assertThat(event.value())
            .doesNotContain("Bruno", "Liddell", "Noted", "tuesday", "ext-1", "blue", "alice");
      }
      assertThat(both).extracting(e -> tree(e).path("sequence").asInt()).containsExactly(1, 2);
      assertThat(tree(both.get(1)).path("recalled_ids")).hasSize(1);
    }
  }

  @Test
  void forgotten_fitsTheSchema() throws Exception {
    UUID id = recorded("x");
    UUID space = aliceSpaceId();
    try (var events = TestEvents.on(Topics.SPACE_FORGOTTEN)) {
      gateway().delete("/v1/memories/" + id);
      gateway().delete("/v1/spaces/user:alice");

      for (ConsumerRecord<String, String> event : events.await(space.toString(), 2)) {
        assertThat(schema(Topics.SPACE_FORGOTTEN).validate(tree(event))).isEmpty();
      }
    }
  }

  @Test
  void pendingForTooLong_emittedAgain() {
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      UUID id = recorded("Bruno is my dog");
      String space = aliceSpaceId().toString();
      events.await(space, 1);

      assertThat(outbox.sweep(Duration.ZERO, EVERYTHING)).isPositive();

      JsonNode first = tree(events.await(space, 2).get(0));
      JsonNode again = tree(events.await(space, 2).get(1));
      assertThat(again.path("episode_id").asText()).isEqualTo(id.toString());
      for (String same :
          List.of("space_id", "session_id", "speaker_id", "sequence", "generation")) {
        assertThat(again.path(same)).as(same).isEqualTo(first.path(same));
      }
    }
  }

  @Test
  void notPendingForLong_leftAlone() {
    recorded("x");

    assertThat(outbox.sweep(Duration.ofDays(3650), EVERYTHING)).isZero();
  }

  @Test
  void brokerDoesNotAcknowledge_nothingIsRemoved() {
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      UUID id = recorded("Bruno");
      // Whichever of the two relays comes first: what this one failed to publish stays.
      assertThatThrownBy(
              () -> {
                outbox.sweep(Duration.ZERO, EVERYTHING);
                outbox.relay(
                    EVERYTHING,
                    batch -> {
                      throw new EventsUnavailableException("down", new IllegalStateException());
                    });
                throw new EventsUnavailableException("nothing left", new IllegalStateException());
              })
          .isInstanceOf(EventsUnavailableException.class);

      assertThat(events.await(aliceSpaceId().toString(), 2))
          .allSatisfy(event -> assertThat(event.value()).contains(id.toString()));
    }
  }

  private static String header(ConsumerRecord<String, String> event, String name) {
    return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static JsonSchema schema(String topic) {
    var resource =
        Thread.currentThread()
            .getContextClassLoader()
            .getResourceAsStream("contracts/schemas/" + topic + ".json");
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(resource);
  }

  private JsonNode tree(ConsumerRecord<String, String> event) {
    try {
      return json.readTree(event.value());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
