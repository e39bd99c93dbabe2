package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.contracts.events.Topics;
import dev.memary.localstack.testing.TestEvents;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import dev.memary.memory.store.OutboxStore;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ForgettingTest extends MemoryServiceTest {
  private static final String SPACE = "/v1/spaces/user:alice";
  private static final Mention BRUNO = new Mention(UUID.randomUUID(), "Bruno", "thing", 1);
  private static final Mention OSLO = new Mention(UUID.randomUUID(), "Oslo", "place", 1);

  @Inject AgroalDataSource app;
  @Inject OutcomeApplier outcomes;
  @Inject OutboxStore outbox;

  @Test
  void space_forgotten_receiptSaysWhatWasRemoved() {
    recorded("one");
    understood(recorded("Bruno"), BRUNO);
    keep(recorded("three"));

    Response receipt = gateway().delete(SPACE);

    receipt
        .then()
        .statusCode(202)
        .body("status", equalTo("pending"))
        .body("space", equalTo("user:alice"))
        .body("memory_id", nullValue())
        .body("parts.store", contains("postgresql", "neo4j", "object_storage"))
        .body("parts[0].removed.episode", equalTo(3))
        .body("parts[0].removed.entity", equalTo(1))
        .body("parts[0].removed.stream_entry", equalTo(1))
        .body("parts[0].removed.extraction", equalTo(1))
        .body("parts[0].removed.session", equalTo(1))
        .body("parts[1].removed", nullValue())
        .body("parts[0].left.episode", equalTo(0))
        .body("parts[0].left.stream_entry", equalTo(0))
        .body("parts[0].left.values().sum()", equalTo(0))
        .body("parts[0].searched_at", notNullValue())
        .body("parts[1].left", nullValue());
    gateway()
        .get("/v1/receipts/" + receipt.path("receipt_id"))
        .then()
        .statusCode(200)
        .body("receipt_id", equalTo(receipt.path("receipt_id")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"session", "ingestion_event", "episode", "extraction", "entity", "stream_entry"})
  void space_forgotten_noRowIsLeft(String table) {
    UUID id = recorded("Bruno");
    understood(id, BRUNO);
    keep(id);
    assertThat(rows(table)).isPositive();

    gateway().delete(SPACE).then().statusCode(202);

    assertThat(rows(table)).isZero();
    assertThat(rows("tombstone")).isEqualTo(1);
  }

  @Test
  void space_forgotten_everythingOfItIsNotFound() {
    Response accepted =
        gateway().body("{\"user_id\": \"alice\", \"text\": \"x\"}").post("/v1/memories");
    UUID id = firstMemory(accepted);

    gateway().delete(SPACE);

    gateway().get("/v1/memories/" + id).then().statusCode(404);
    gateway().get("/v1/events/" + accepted.path("event_id")).then().statusCode(404);
    gateway().get(SPACE + "/stream").then().statusCode(404);
    gateway().get(SPACE + "/status").then().body("episodes", equalTo(0));
    as("kg-service")
        .body(Map.of("ids", List.of(id)))
        .post("/internal/episodes/fetch")
        .then()
        .statusCode(200)
        .body("episodes", empty())
        .body("gone", contains(id.toString()));
  }

  @Test
  void sameNameAgain_newIdAndEmpty() {
    recorded("Bruno is my dog");
    UUID first = aliceSpaceId();
    gateway().delete(SPACE);

    UUID id = recorded("Hello again");

    assertThat(aliceSpaceId()).isNotEqualTo(first);
    gateway().get(SPACE + "/status").then().body("episodes", equalTo(1));
    assertThat((int) gateway().get("/v1/memories/" + id).path("sequence")).isEqualTo(1);
    gateway()
        .body("{\"user_id\": \"alice\", \"query\": \"Bruno\"}")
        .post("/v1/memories/search")
        .then()
        .body("results", empty());
  }

  @Test
  void keyOfAForgottenEvent_bringsNothingBack() {
    String request = "{\"user_id\": \"alice\", \"text\": \"secret\"}";
    gateway().header("Idempotency-Key", "k").body(request).post("/v1/memories");
    gateway().delete(SPACE);

    gateway()
        .header("Idempotency-Key", "k")
        .body(request)
        .post("/v1/memories")
        .then()
        .statusCode(409)
        .contentType("application/problem+json");
    assertThat(rows("episode")).isZero();
  }

  @Test
  void forgetTwice_notFound() {
    recorded("x");
    gateway().delete(SPACE).then().statusCode(202);

    gateway().delete(SPACE).then().statusCode(404);
  }

  @Test
  void anotherSpace_untouched() {
    recorded("x");
    gateway().body("{\"user_id\": \"bob\", \"text\": \"y\"}").post("/v1/memories");

    gateway().delete(SPACE);

    gateway().get("/v1/spaces/user:bob/status").then().body("episodes", equalTo(1));
  }

  @Test
  void space_forgotten_everybodyIsTold() {
    recorded("x");
    UUID space = aliceSpaceId();
    try (var events = TestEvents.on(Topics.SPACE_FORGOTTEN)) {
      String receipt = gateway().delete(SPACE).path("receipt_id");

      assertThat(events.await(space.toString(), 1))
          .singleElement()
          .satisfies(event -> assertThat(event.value()).contains(receipt, "\"space\""));
    }
  }

  @Test
  void receipt_completeWhenTheGraphHasAcknowledged_onceAndForAll() {
    recorded("x");
    String receipt = gateway().delete(SPACE).path("receipt_id");
    acknowledge(receipt, "neo4j", 4).then().statusCode(204);
    acknowledge(receipt, "neo4j", 0).then().statusCode(204);

    gateway()
        .get("/v1/receipts/" + receipt)
        .then()
        .body("status", equalTo("complete"))
        .body("parts[1].removed.episode", equalTo(4));
  }

  @Test
  void receipt_completeWhenNothingIsLeft_incompleteWhenSomethingIs_untilItIsGone() {
    recorded("x");
    String receipt = gateway().delete(SPACE).path("receipt_id");

    acknowledge(receipt, Map.of("episode", 0, "fact", 2)).then().statusCode(204);
    gateway()
        .get("/v1/receipts/" + receipt)
        .then()
        .body("status", equalTo("incomplete"))
        .body("parts[1].left.fact", equalTo(2));

    acknowledge(receipt, Map.of("episode", 0, "fact", 0)).then().statusCode(204);
    gateway()
        .get("/v1/receipts/" + receipt)
        .then()
        .body("status", equalTo("complete"))
        .body("parts[1].left.fact", equalTo(0));
  }

  @Test
  void leftBehindInPostgres_isFoundByTheSearch() {
    recorded("x");
    UUID space = aliceSpaceId();
    String receipt = gateway().delete(SPACE).path("receipt_id");
    acknowledge(receipt, "neo4j", 1).then().statusCode(204);
    Sql.inTenant(
        app,
        tenant,
        "INSERT INTO entity (space_id, entity_id, tenant_id, name, type) VALUES ('%s', '%s', '%s', 'x', 'y')"
            .formatted(space, UUID.randomUUID(), tenant));

    gateway()
        .post("/v1/receipts/" + receipt + "/verification")
        .then()
        .statusCode(200)
        .body("status", equalTo("incomplete"))
        .body("parts[0].left.entity", equalTo(1))
        .body("parts[0].removed.entity", equalTo(0));

    Sql.inTenant(app, tenant, "DELETE FROM entity");
    gateway()
        .post("/v1/receipts/" + receipt + "/verification")
        .then()
        .body("status", equalTo("complete"))
        .body("parts[0].left.entity", equalTo(0));
  }

  @Test
  void verification_searchesTheGraphAgain_forASpaceAndForAnEpisode() {
    UUID id = recorded("x");
    recorded("y");
    UUID space = aliceSpaceId();
    String ofEpisode = gateway().delete("/v1/memories/" + id).path("receipt_id");
    String ofSpace = gateway().delete(SPACE).path("receipt_id");
    acknowledge(ofEpisode, Map.of("fact", 0));
    acknowledge(ofSpace, Map.of("fact", 0));
    graph.stillHolds(space, 3);

    gateway()
        .post("/v1/receipts/" + ofSpace + "/verification")
        .then()
        .body("status", equalTo("incomplete"))
        .body("parts[1].left.fact", equalTo(3));
    gateway()
        .post("/v1/receipts/" + ofEpisode + "/verification")
        .then()
        .body("status", equalTo("complete"));
  }

  @Test
  void verification_graphDown_saysSo_andKeepsTheReceipt() {
    recorded("x");
    String receipt = gateway().delete(SPACE).path("receipt_id");
    acknowledge(receipt, Map.of("fact", 0));
    graph.isDownFor(tenant);

    gateway()
        .post("/v1/receipts/" + receipt + "/verification")
        .then()
        .statusCode(503)
        .contentType("application/problem+json")
        .header("Retry-After", notNullValue());
    gateway().get("/v1/receipts/" + receipt).then().body("status", equalTo("complete"));
  }

  @Test
  void receiptPending_tombstoneIsSentAgain_butNotTooOften_andNotWhenComplete() {
    recorded("x");
    UUID space = aliceSpaceId();
    try (var events = TestEvents.on(Topics.SPACE_FORGOTTEN)) {
      String receipt = gateway().delete(SPACE).path("receipt_id");
      events.await(space.toString(), 1);

      outbox.sweepReceipts(Duration.ofMinutes(10), 100_000);
      await().until(() -> Sql.count(app, tenant, "outbox") == 0);
      assertThat(events.await(space.toString(), 1)).hasSize(1);

      outbox.sweepReceipts(Duration.ZERO, 100_000);
      var again = events.await(space.toString(), 2);
      assertThat(again).hasSize(2);
      assertThat(again.getLast().value()).contains(receipt, "\"space\"");

      acknowledge(receipt, Map.of("fact", 1));
      outbox.sweepReceipts(Duration.ZERO, 100_000);
      assertThat(events.await(space.toString(), 3)).hasSize(3);

      acknowledge(receipt, Map.of("fact", 0));
      outbox.sweepReceipts(Duration.ZERO, 100_000);
      await().until(() -> Sql.count(app, tenant, "outbox") == 0);
      assertThat(events.await(space.toString(), 3)).hasSize(3);
    }
  }

  @Test
  void episodesReceiptPending_itsTombstoneIsSentAgain() {
    UUID id = recorded("x");
    try (var events = TestEvents.on(Topics.SPACE_FORGOTTEN)) {
      gateway().delete("/v1/memories/" + id);
      events.await(aliceSpaceId().toString(), 1);

      outbox.sweepReceipts(Duration.ZERO, 100_000);

      assertThat(events.await(aliceSpaceId().toString(), 2).getLast().value())
          .contains(id.toString(), "\"episode\"");
    }
  }

  @Test
  void onlyTheGraphsPart_isAcknowledgedFromOutside() {
    recorded("x");
    String receipt = gateway().delete(SPACE).path("receipt_id");

    acknowledge(receipt, "postgresql", 0)
        .then()
        .statusCode(400)
        .body("errors.field", contains(endsWith("store")));
  }

  @Test
  void recordersAndForgettersAtOnce_everyAcknowledgedEpisodeIsRemovedOrThere() throws Exception {
    List<Callable<Response>> work =
        IntStream.range(0, 60)
            .<Callable<Response>>mapToObj(i ->
                () ->
                    i % 5 == 4
                        ? gateway().delete(SPACE)
                        : gateway()
                            .body("{\"user_id\": \"alice\", \"text\": \"text %d\"}".formatted(i))
                            .post("/v1/memories"))
            .toList();
    int recorded = 0;
    long removed = 0;
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Future<Response> done : threads.invokeAll(work)) {
        Response answer = done.get();
        if (answer.path("event_id") != null) {
          recorded++;
        } else if (answer.statusCode() == 202) {
          removed += answer.<Integer>path("parts[0].removed.episode");
          answer.then().body("parts[0].left.values().sum()", equalTo(0));
        } else {
          assertThat(answer.statusCode()).isEqualTo(404);
        }
      }
    }

    assertThat(recorded).isEqualTo(48);
    assertThat(removed + rows("episode")).isEqualTo(recorded);
  }

  @Test
  void episode_forgotten_theOthersStay() {
    UUID gone = recorded("Bruno and Oslo");
    UUID stays = recorded("Oslo");
    understood(gone, BRUNO, OSLO);
    understood(stays, OSLO);
    keep(gone);

    gateway()
        .delete("/v1/memories/" + gone)
        .then()
        .statusCode(202)
        .body("memory_id", equalTo(gone.toString()))
        .body("parts", hasSize(2))
        .body("parts[0].removed.episode", equalTo(1))
        .body("parts[0].removed.extraction", equalTo(1))
        .body("parts[0].removed.stream_entry", equalTo(2));

    gateway().get("/v1/memories/" + gone).then().statusCode(404);
    gateway().get("/v1/memories/" + stays).then().statusCode(200);
    gateway().get(SPACE + "/entities").then().body("entities.name", contains("Oslo"));
    assertThat(Sql.count(app, tenant, "entity WHERE name = 'Bruno'")).isZero();
    gateway().delete("/v1/memories/" + gone).then().statusCode(404);
  }

  @Test
  void episode_forgotten_itsKeyBringsNothingBack() {
    String request = "{\"user_id\": \"alice\", \"text\": \"secret\"}";
    UUID id =
        firstMemory(gateway().header("Idempotency-Key", "k").body(request).post("/v1/memories"));
    gateway().delete("/v1/memories/" + id);

    gateway().header("Idempotency-Key", "k").body(request).post("/v1/memories");

    assertThat(rows("episode")).isZero();
  }

  @Test
  void recordWhileForgetting_nothingFailsAndNothingIsLost() throws Exception {
    recorded("x");
    List<Callable<Integer>> work =
        IntStream.range(0, 24)
            .<Callable<Integer>>mapToObj(
                i -> () -> i % 4 == 3 ? gateway().delete(SPACE).statusCode() : write(i))
            .toList();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> status : threads.invokeAll(work)) {
        assertThat(status.get()).isIn(202, 404);
      }
    }
    gateway().delete(SPACE);

    assertThat(rows("episode")).isZero();
  }

  private int write(int i) {
    return gateway()
        .body("{\"user_id\": \"alice\", \"text\": \"text %d\"}".formatted(i))
        .post("/v1/memories")
        .statusCode();
  }

  private Response acknowledge(String receipt, Map<String, Integer> left) {
    return as("kg-service")
        .body(Map.of("store", "neo4j", "removed", Map.of("episode", 1), "left", left))
        .post("/internal/receipts/" + receipt + "/acknowledgements");
  }

  private Response acknowledge(String receipt, String store, int episodes) {
    return as("kg-service")
        .body(Map.of("store", store, "removed", Map.of("episode", episodes)))
        .post("/internal/receipts/" + receipt + "/acknowledgements");
  }

  private void understood(UUID id, Mention... mentions) {
    graph.mentions(new EpisodeMentions(id, 1, 1, List.of(mentions)));
    outcomes.apply(
        List.of(new Integrated(tenant, aliceSpaceId(), id, 1, "classical-1", mentions.length, 0)));
  }

  private void keep(UUID id) {
    as("extraction-worker")
        .body(extractionOf(aliceSpaceId(), id, 1, "classical-1"))
        .post("/internal/extractions")
        .then()
        .statusCode(200)
        .body("gone", empty());
  }

  private long rows(String table) {
    return Sql.count(app, tenant, table);
  }
}
