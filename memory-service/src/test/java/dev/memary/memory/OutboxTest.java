package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.memary.contracts.events.EpisodeProcessed.Failed;
import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.contracts.events.EventHeaders;
import dev.memary.contracts.events.Topics;
import dev.memary.events.EventPublisher;
import dev.memary.events.EventsUnavailableException;
import dev.memary.localstack.testing.TestEvents;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.store.OutboxListener;
import dev.memary.memory.store.OutboxSignal;
import dev.memary.memory.store.OutboxStore;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutboxTest extends MemoryServiceTest {
  private static final int EVERYTHING = 100_000;

  @Inject OutboxStore outbox;
  @Inject EventPublisher publisher;
  @Inject ObjectMapper json;
  @Inject OutcomeApplier outcomes;
  @Inject AgroalDataSource app;

  @Inject
  @DataSource("jobs")
  AgroalDataSource jobs;

  @ConfigProperty(name = "quarkus.datasource.jobs.jdbc.url")
  String url;

  @ConfigProperty(name = "quarkus.datasource.jobs.username")
  String user;

  @ConfigProperty(name = "quarkus.datasource.jobs.password")
  String password;

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

  @Test
  void eachEventOfTheOutbox_reachesKafka_withManyRelaysAtOnce() throws Exception {
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      List<UUID> ids =
          IntStream.range(0, 40).mapToObj(i -> recorded("s" + i, "text " + i)).toList();
      outbox.sweep(Duration.ZERO, EVERYTHING);
      try (var threads = Executors.newFixedThreadPool(4)) {
        for (Future<?> relay :
            threads.invokeAll(
                Collections.nCopies(
                    4,
                    () -> {
                      while (outbox.relay(3, publisher::publish) > 0) {}
                      return null;
                    }))) {
          relay.get();
        }
      }

      var came = events.await(aliceSpaceId().toString(), 80);
      for (UUID id : ids) {
        assertThat(came).filteredOn(e -> e.value().contains(id.toString())).hasSize(2);
      }
      await().untilAsserted(() -> assertThat(Sql.count(app, tenant, "outbox")).isZero());
    }
  }

  @Test
  void anotherReplica_hearsOfACommit_alsoAfterItsConnectionWasCut() throws Exception {
    OutboxSignal replica = new OutboxSignal();
    OutboxListener listener = new OutboxListener(url, user, password, replica);
    listener.start(new StartupEvent());
    try {
      await().until(() -> listener.backendPid() != 0);
      hears(replica);
      int cut = listener.backendPid();

      assertThat(Sql.textOfNobody(jobs, "SELECT pg_terminate_backend(" + cut + ")")).isEqualTo("t");

      await().until(() -> listener.backendPid() != 0 && listener.backendPid() != cut);
      hears(replica);
    } finally {
      listener.stop(new ShutdownEvent());
    }
    assertThat(Sql.textOfNobody(jobs, "SELECT 1")).isEqualTo("1");
  }

  /** What the listening itself woke is taken first. */
  private void hears(OutboxSignal replica) throws InterruptedException {
    while (replica.await(Duration.ofMillis(200))) {}
    recorded("Bruno");
    assertThat(replica.await(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void backlog_tellsHowManyWaitAndForHowLong() {
    recorded("Bruno");

    // The relay is too quick to be watched; a transaction that takes its rows is not.
    outbox.relay(
        EVERYTHING,
        batch -> {
          OutboxStore.Backlog seen = outbox.backlog();
          assertThat(seen.pending()).isGreaterThanOrEqualTo(batch.size());
          assertThat(seen.oldestSeconds()).isNotNegative();
          publisher.publish(batch);
        });
    await().untilAsserted(() -> assertThat(Sql.count(app, tenant, "outbox")).isZero());
  }

  @Test
  void stage1Only_isMissing_emittedAgainForStage1Only() {
    UUID id = recorded("Bruno is my dog");
    graph.mentions(new EpisodeMentions(id, 1, 1, List.of()));
    outcomes.apply(List.of(new Integrated(tenant, aliceSpaceId(), id, 1, "classical-1", 0, 0)));

    JsonNode again = sweptOf(id);

    assertThat(again.path("infer").asBoolean()).isFalse();
  }

  @Test
  void stage2Only_isMissing_emittedAgain() {
    UUID id = recorded("Bruno is my dog");
    outcomes.apply(List.of(new Indexed(tenant, aliceSpaceId(), id, 1)));

    JsonNode again = sweptOf(id);

    assertThat(again.path("infer").asBoolean()).isTrue();
  }

  @Test
  void failedOrDone_leftAlone() {
    UUID failed = recorded("failed");
    UUID done = recorded("done");
    UUID notIndexable = recorded("cannot be indexed");
    UUID pending = recorded("pending");
    for (UUID id : List.of(done, notIndexable)) {
      graph.mentions(new EpisodeMentions(id, 1, 1, List.of()));
      outcomes.apply(List.of(new Integrated(tenant, aliceSpaceId(), id, 1, "classical-1", 0, 0)));
    }
    outcomes.apply(
        List.of(
            new Indexed(tenant, aliceSpaceId(), failed, 1),
            new Failed(tenant, aliceSpaceId(), failed, 1, Failed.UNDERSTAND, "refused"),
            new Indexed(tenant, aliceSpaceId(), done, 1),
            new Failed(tenant, aliceSpaceId(), notIndexable, 1, Failed.INDEX, "refused")));
    relayed();
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      outbox.sweep(Duration.ZERO, EVERYTHING);

      // In the order they were emitted: the last of this tenant comes after all others would.
      assertThat(events.await(aliceSpaceId().toString(), 1))
          .singleElement()
          .satisfies(e -> assertThat(e.value()).contains(pending.toString()));
      await().until(() -> Sql.count(app, tenant, "outbox") == 0);
      assertThat(events.await(aliceSpaceId().toString(), 1)).hasSize(1);
    }
  }

  private JsonNode sweptOf(UUID id) {
    relayed();
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      outbox.sweep(Duration.ZERO, EVERYTHING);
      return events.await(aliceSpaceId().toString(), 1).stream()
          .filter(e -> e.value().contains(id.toString()))
          .map(this::tree)
          .reduce((first, last) -> last)
          .orElseThrow();
    }
  }

  /** Nothing of what was recorded is still to come. */
  private void relayed() {
    await().until(() -> Sql.count(app, tenant, "outbox") == 0);
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
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
