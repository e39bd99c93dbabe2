package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.memary.contracts.events.EpisodeProcessed.Failed;
import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.contracts.events.EventHeaders;
import dev.memary.contracts.events.Topics;
import dev.memary.events.DeadLetters;
import dev.memary.events.Received;
import dev.memary.events.Stage;
import dev.memary.localstack.testing.TestEvents;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class DeadLettersTest extends MemoryServiceTest {
  private static final String LETTERS = "/v1/admin/dead-letters";
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final Stage INDEX = new Stage("index", "kg-service-index");
  private static final Stage UNDERSTAND = new Stage("understand", "extraction-worker");

  @Inject DeadLetters box;
  @Inject OutcomeApplier outcomes;

  @Test
  void setAside_isListed_withWhatItTakesToDecide() {
    UUID id = recorded("Bruno");
    setAside(INDEX, Topics.EPISODE_RECORDED, event(id), "refused");

    Response page = awaitLetters(1);

    page.then()
        .body("letters[0].tenant", equalTo(tenant))
        .body("letters[0].space_id", equalTo(aliceSpaceId().toString()))
        .body("letters[0].memory_id", equalTo(id.toString()))
        .body("letters[0].topic", equalTo(Topics.EPISODE_RECORDED))
        .body("letters[0].cause", equalTo("refused"))
        .body("letters[0].detail", equalTo("IllegalStateException"))
        .body("letters[0].group", equalTo("kg-service-index"))
        .body("letters[0].traceparent", equalTo(TRACE))
        .body("letters[0].state", equalTo("open"))
        .body("letters[0].replayable", equalTo(true))
        .body("letters[0].resolved_at", nullValue())
        .body("letters[0].payload", nullValue())
        .body("next_cursor", nullValue());
    admin()
        .get(LETTERS + "/" + page.path("letters[0].id"))
        .then()
        .statusCode(200)
        .body("payload", equalTo(event(id)));
  }

  @Test
  void setAsideTwice_isOneLetter_alsoWhenItIsEmittedAgain() {
    UUID id = recorded("Bruno");
    ConsumerRecord<String, String> record = record(Topics.EPISODE_RECORDED, event(id));
    box.forward(INDEX, record, "refused", new IllegalStateException());
    box.forward(INDEX, record, "refused", new IllegalStateException());
    setAside(INDEX, Topics.EPISODE_RECORDED, event(id), "refused");
    setAside(UNDERSTAND, Topics.EPISODE_RECORDED, event(id), "refused");

    awaitLetters(2)
        .then()
        .body("letters.group", containsInAnyOrder("kg-service-index", "extraction-worker"));
  }

  @Test
  void replayed_goesOutAgainAsItWas_once_andSaysByWhom() {
    UUID id = recorded("Bruno");
    setAside(INDEX, Topics.EPISODE_RECORDED, event(id), "retries_exhausted");
    String letter = awaitLetters(1).path("letters[0].id");
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      admin()
          .post(LETTERS + "/" + letter + "/replay")
          .then()
          .statusCode(202)
          .body("state", equalTo("replayed"))
          .body("resolved_at", notNullValue())
          .body("resolved_by", equalTo("test-of-memory-service"));

      assertThat(events.await(aliceSpaceId().toString(), 1))
          .singleElement()
          .satisfies(event -> {
            assertThat(event.value()).isEqualTo(event(id));
            assertThat(Received.header(event, EventHeaders.TRACE_PARENT)).isEqualTo(TRACE);
          });
    }
    admin()
        .post(LETTERS + "/" + letter + "/replay")
        .then()
        .statusCode(409)
        .contentType("application/problem+json");
    admin().delete(LETTERS + "/" + letter).then().statusCode(409);
    admin().get(LETTERS).then().body("letters", empty());
    admin().get(LETTERS + "?state=replayed").then().body("letters.id", contains(letter));
  }

  @Test
  void replayedByManyAtOnce_goesOutOnce() throws Exception {
    UUID id = recorded("Bruno");
    setAside(INDEX, Topics.EPISODE_RECORDED, event(id), "refused");
    String letter = awaitLetters(1).path("letters[0].id");
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED);
        var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> replays =
          IntStream.range(0, 8)
              .<Callable<Integer>>mapToObj(i ->
                  () ->
                      i % 2 == 0
                          ? admin().post(LETTERS + "/" + letter + "/replay").statusCode()
                          : admin().body("{}").post(LETTERS + "/replay").statusCode())
              .toList();
      for (Future<Integer> status : threads.invokeAll(replays)) {
        assertThat(status.get()).isIn(202, 409);
      }
      UUID marker = recorded("marker");

      assertThat(events.await(aliceSpaceId().toString(), 2))
          .extracting(ConsumerRecord::value)
          .satisfiesExactly(
              replayed -> assertThat(replayed).isEqualTo(event(id)),
              last -> assertThat(last).contains(marker.toString()));
    }
  }

  @Test
  void discarded_staysWithItsAudit_andCannotBeReplayed() {
    setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("Bruno")), "refused");
    String letter = awaitLetters(1).path("letters[0].id");

    admin()
        .delete(LETTERS + "/" + letter)
        .then()
        .statusCode(200)
        .body("state", equalTo("discarded"))
        .body("resolved_by", equalTo("test-of-memory-service"));

    admin().post(LETTERS + "/" + letter + "/replay").then().statusCode(409);
    admin().get(LETTERS + "?state=discarded").then().body("letters.id", contains(letter));
  }

  @Test
  void replayAll_takesWhatMatches() {
    for (int i = 0; i < 3; i++) {
      setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("m" + i)), "refused");
    }
    setAside(UNDERSTAND, Topics.EPISODE_RECORDED, event(recorded("other")), "retries_exhausted");
    awaitLetters(4);
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      admin()
          .body("{\"topic\": \"" + Topics.EPISODE_RECORDED + "\", \"cause\": \"refused\"}")
          .post(LETTERS + "/replay")
          .then()
          .statusCode(202)
          .body("replayed", equalTo(3));

      events.await(aliceSpaceId().toString(), 3);
    }
    admin().get(LETTERS).then().body("letters.cause", contains("retries_exhausted"));
    admin().post(LETTERS + "/replay").then().statusCode(202).body("replayed", equalTo(1));
  }

  @Test
  void pages_goThroughAllOnce() {
    for (int i = 0; i < 5; i++) {
      setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("m" + i)), "refused");
    }
    awaitLetters(5);

    Set<String> seen = new HashSet<>();
    String cursor = null;
    do {
      var request = admin().queryParam("limit", 2);
      Response page =
          (cursor == null ? request : request.queryParam("cursor", cursor)).get(LETTERS);
      for (String id : page.<List<String>>path("letters.id")) {
        assertThat(seen.add(id)).isTrue();
      }
      cursor = page.path("next_cursor");
    } while (cursor != null);
    assertThat(seen).hasSize(5);
  }

  @Test
  void unreadable_isTheOperators_untilItTellsItsSpace() {
    recorded("x");
    String rubbish = "{not json " + UUID.randomUUID();
    setAside(INDEX, Topics.EPISODE_RECORDED, rubbish, "unreadable");

    Response letter = awaitOperators(rubbish);

    letter
        .then()
        .body("tenant", nullValue())
        .body("space_id", nullValue())
        .body("replayable", equalTo(true)); // by its key, once the consumer can read it
    admin().get(LETTERS).then().body("letters", empty());
    admin().get(LETTERS + "/" + letter.path("id")).then().statusCode(404);
    admin().post(LETTERS + "/" + letter.path("id") + "/replay").then().statusCode(404);
  }

  @Test
  void claimOfAnotherTenantsSpace_isNotBelieved() {
    recorded("x");
    String victim = "t-" + UUID.randomUUID();
    String lie = "{\"tenant_id\": \"%s\", \"space_id\": \"%s\"}".formatted(victim, aliceSpaceId());
    setAside(INDEX, Topics.EPISODE_RECORDED, lie, "refused");

    awaitOperators(lie).then().body("tenant", nullValue());

    gateway(victim, List.of("*"), List.of("admin"))
        .get(LETTERS)
        .then()
        .statusCode(200)
        .body("letters", empty());
    admin().get(LETTERS).then().body("letters", empty());
  }

  @Test
  void tooLargeOrUnstorable_isKeptInPart_andCannotBeReplayed() {
    UUID id = recorded("x");
    String tooLarge =
        "{\"tenant_id\": \"%s\", \"space_id\": \"%s\", \"episode_id\": \"%s\", \"x\": \"%s\"}"
            .formatted(tenant, aliceSpaceId(), id, "ä".repeat(70_000));
    String nul = event(recorded("y")).replace("}", ", \"x\": \"\0\"}");
    setAside(INDEX, Topics.EPISODE_RECORDED, tooLarge, "refused");
    setAside(INDEX, Topics.EPISODE_PROCESSED, nul, "refused");
    // Neither holds up the next.
    setAside(UNDERSTAND, Topics.EPISODE_RECORDED, event(recorded("z")), "refused");

    await()
        .untilAsserted(() ->
            admin()
                .get(LETTERS)
                .then()
                .body("letters.findAll { it.replayable }", hasSize(1))
                .body("letters.findAll { !it.replayable }", hasSize(1)));
    awaitOperators(nul.replace('\0', '\uFFFD')).then().body("replayable", equalTo(false));
    String letter = admin().get(LETTERS).path("letters.find { !it.replayable }.id");
    admin().post(LETTERS + "/" + letter + "/replay").then().statusCode(409);
    assertThat((String) admin().get(LETTERS + "/" + letter).path("payload")).hasSize(65_536);
    admin().body("{}").post(LETTERS + "/replay").then().body("replayed", equalTo(1));
    admin().delete(LETTERS + "/" + letter).then().statusCode(200);
  }

  @Test
  void anotherTenant_seesAndResolvesNothing() {
    setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("x")), "refused");
    String letter = awaitLetters(1).path("letters[0].id");
    String other = "t-" + UUID.randomUUID();

    stranger(other).get(LETTERS).then().statusCode(200).body("letters", empty());
    stranger(other).get(LETTERS + "/" + letter).then().statusCode(404);
    stranger(other).post(LETTERS + "/" + letter + "/replay").then().statusCode(404);
    stranger(other).delete(LETTERS + "/" + letter).then().statusCode(404);
    stranger(other).post(LETTERS + "/replay").then().statusCode(202).body("replayed", equalTo(0));
    stranger(other).get(LETTERS + "?tenant=" + tenant).then().statusCode(403);
    stranger(other)
        .body("{\"tenant\": \"" + tenant + "\"}")
        .post(LETTERS + "/replay")
        .then()
        .statusCode(403);
    admin().get(LETTERS).then().body("letters.id", contains(letter));
  }

  @Test
  void withoutThePermission_refused() {
    setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("x")), "refused");
    String letter = awaitLetters(1).path("letters[0].id");

    gateway().get(LETTERS).then().statusCode(403);
    gateway().get(LETTERS + "/" + letter).then().statusCode(403);
    gateway().post(LETTERS + "/" + letter + "/replay").then().statusCode(403);
    gateway().delete(LETTERS + "/" + letter).then().statusCode(403);
    gateway().post(LETTERS + "/replay").then().statusCode(403);
    as("agent-service").get(LETTERS).then().statusCode(403);
    admin().get(LETTERS).then().body("letters.id", contains(letter));
  }

  @Test
  void grantsOfSomeSpaces_seeTheLettersOfThose() {
    setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("x")), "refused");
    String letter = awaitLetters(1).path("letters[0].id");

    for (String granted : List.of("user:alice", "user:*", "user:al*")) {
      admin(granted).get(LETTERS).then().body("letters.id", contains(letter));
    }
    for (String granted : List.of("user:bob", "team:*", "user:alice2*")) {
      admin(granted).get(LETTERS).then().statusCode(200).body("letters", empty());
      admin(granted).get(LETTERS + "/" + letter).then().statusCode(404);
      admin(granted).delete(LETTERS + "/" + letter).then().statusCode(404);
      admin(granted).post(LETTERS + "/replay").then().body("replayed", equalTo(0));
    }
    admin("user:alice").post(LETTERS + "/" + letter + "/replay").then().statusCode(202);
  }

  @Test
  void operator_seesEveryTenant_orTheOneAskedFor() {
    setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("x")), "refused");
    String letter = awaitLetters(1).path("letters[0].id");

    operator().get(LETTERS + "?tenant=" + tenant).then().body("letters.id", contains(letter));
    operator()
        .get(LETTERS + "?tenant=t-" + UUID.randomUUID())
        .then()
        .statusCode(200)
        .body("letters", empty());
    operator()
        .body("{\"tenant\": \"" + tenant + "\"}")
        .post(LETTERS + "/replay")
        .then()
        .statusCode(202)
        .body("replayed", equalTo(1));
  }

  @ParameterizedTest
  @CsvSource({
    "state=closed,state",
    "topic=memary.unknown.v1,topic",
    "cause=because,cause",
    "limit=0,limit",
    "limit=501,limit",
    "cursor=x,cursor",
    "cursor=eHx5,cursor"
  })
  void badFilter_refusedWithItsField(String query, String field) {
    admin()
        .get(LETTERS + "?" + query)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("errors.field", hasItem(endsWith(field)));
  }

  @Test
  void badFilterInTheBody_refused_andNothingIsReplayed() {
    setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("x")), "refused");
    awaitLetters(1);

    admin()
        .body("{\"cause\": \"because\"}")
        .post(LETTERS + "/replay")
        .then()
        .statusCode(400)
        .body("errors.field", hasItem("cause"));

    awaitLetters(1);
  }

  @Test
  void spaceForgotten_itsLettersGo_andNoneComesAfterwards_butTheTombstones() {
    UUID id = recorded("x");
    String late = event(recorded("late"));
    UUID space = aliceSpaceId();
    setAside(INDEX, Topics.EPISODE_RECORDED, event(id), "refused");
    awaitLetters(1);

    gateway()
        .delete("/v1/spaces/user:alice")
        .then()
        .body("parts[0].removed.dead_letter", equalTo(1))
        .body("parts[0].left.dead_letter", equalTo(0));

    admin().get(LETTERS).then().body("letters", empty());
    String tombstone =
        "{\"type\": \"space\", \"tenant_id\": \"%s\", \"space_id\": \"%s\", \"receipt_id\": \"%s\"}"
            .formatted(tenant, space, UUID.randomUUID());
    setAside(
        new Stage("forget", "kg-service-forget"), Topics.SPACE_FORGOTTEN, tombstone, "refused");
    UUID key = UUID.randomUUID();
    setAside(INDEX, Topics.EPISODE_RECORDED, late, "refused", key);
    // The same key comes after it.
    setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("of the new space")), "refused", key);

    awaitLetters(2)
        .then()
        .body("letters.topic", containsInAnyOrder(Topics.SPACE_FORGOTTEN, Topics.EPISODE_RECORDED))
        .body("letters.space_id", containsInAnyOrder(space.toString(), aliceSpaceId().toString()));
  }

  @Test
  void episodeForgotten_itsLettersGo() {
    UUID id = recorded("x");
    setAside(INDEX, Topics.EPISODE_RECORDED, event(id), "refused");
    setAside(INDEX, Topics.EPISODE_RECORDED, event(recorded("y")), "refused");
    awaitLetters(2);

    gateway()
        .delete("/v1/memories/" + id)
        .then()
        .body("parts[0].removed.dead_letter", equalTo(1))
        .body("parts[0].left.dead_letter", equalTo(0));

    admin()
        .get(LETTERS)
        .then()
        .body("letters", hasSize(1))
        .body("letters.memory_id", not(hasItem(id.toString())));
  }

  @Test
  void understandingFailed_replayed_endsIntegrated() {
    Response accepted = accepted();
    UUID id = UUID.fromString(accepted.path("memory_ids[0]"));
    outcomes.apply(
        List.of(
            new Indexed(tenant, aliceSpaceId(), id, 1),
            new Failed(tenant, aliceSpaceId(), id, 1, Failed.UNDERSTAND, "retries_exhausted")));
    status(accepted, "failed", "failed", "retries_exhausted", true);
    setAside(UNDERSTAND, Topics.EPISODE_RECORDED, event(id), "retries_exhausted");
    awaitLetters(1);
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      admin().post(LETTERS + "/replay").then().body("replayed", equalTo(1));
      assertThat(events.await(aliceSpaceId().toString(), 1).getFirst().value())
          .contains(id.toString());
    }

    understood(id);

    status(accepted, "done", "integrated", null, true);
  }

  @Test
  void indexingFailed_isFailedWithItsReason_evenWhenUnderstood_andMendedByBeingIndexed() {
    Response accepted = accepted();
    UUID id = UUID.fromString(accepted.path("memory_ids[0]"));
    outcomes.apply(List.of(new Failed(tenant, aliceSpaceId(), id, 1, Failed.INDEX, "refused")));
    understood(id);
    status(accepted, "failed", "failed", "refused", false);
    gateway()
        .get("/v1/spaces/user:alice/status")
        .then()
        .body("pending", equalTo(0))
        .body("failed", equalTo(1));

    outcomes.apply(List.of(new Indexed(tenant, aliceSpaceId(), id, 1)));

    status(accepted, "done", "integrated", null, true);
    // A failure that was on its way for long changes nothing any more.
    outcomes.apply(List.of(new Failed(tenant, aliceSpaceId(), id, 1, Failed.INDEX, "refused")));
    status(accepted, "done", "integrated", null, true);
  }

  private Response accepted() {
    Response accepted =
        gateway().body("{\"user_id\": \"alice\", \"text\": \"x\"}").post("/v1/memories");
    status(accepted, "pending", "pending", null, false);
    return accepted;
  }

  private void understood(UUID id) {
    graph.mentions(new EpisodeMentions(id, 1, 1, List.of()));
    outcomes.apply(List.of(new Integrated(tenant, aliceSpaceId(), id, 1, "classical-1", 0, 0)));
  }

  private void status(
      Response accepted, String event, String memory, String reason, boolean searchable) {
    gateway()
        .get("/v1/events/" + accepted.path("event_id"))
        .then()
        .statusCode(200)
        .body("status", equalTo(event))
        .body("memories[0].status", equalTo(memory))
        .body("memories[0].reason", equalTo(reason))
        .body("memories[0].searchable", equalTo(searchable));
  }

  private RequestSpecification admin() {
    return admin("*");
  }

  private RequestSpecification admin(String granted) {
    return gateway(tenant, List.of(granted), List.of("admin"));
  }

  private static RequestSpecification stranger(String otherTenant) {
    return gateway(otherTenant, List.of("*"), List.of("read", "write", "admin"));
  }

  private static RequestSpecification operator() {
    return gateway("operators", List.of("*"), List.of("admin", "platform"));
  }

  private String event(UUID id) {
    return "{\"tenant_id\": \"%s\", \"space_id\": \"%s\", \"episode_id\": \"%s\"}"
        .formatted(tenant, aliceSpaceId(), id);
  }

  private void setAside(Stage stage, String topic, String payload, String cause) {
    box.forward(stage, record(topic, payload), cause, new IllegalStateException("secret"));
  }

  private void setAside(Stage stage, String topic, String payload, String cause, UUID key) {
    box.forward(stage, record(topic, payload, key), cause, new IllegalStateException("secret"));
  }

  private ConsumerRecord<String, String> record(String topic, String payload) {
    return record(topic, payload, UUID.randomUUID());
  }

  /** As if it had come from a place of its own in the topic. */
  private static ConsumerRecord<String, String> record(String topic, String payload, UUID key) {
    var record =
        new ConsumerRecord<>(
            topic,
            0,
            ThreadLocalRandom.current().nextLong(Long.MAX_VALUE),
            key.toString(),
            payload);
    record.headers().add(EventHeaders.TRACE_PARENT, TRACE.getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private Response awaitLetters(int count) {
    await().untilAsserted(() -> admin().get(LETTERS).then().body("letters", hasSize(count)));
    return admin().get(LETTERS);
  }

  /** The letter of this payload, among those of every tenant. */
  private Response awaitOperators(String payload) {
    return await()
        .until(
            () ->
                operator().get(LETTERS + "?limit=100").<List<String>>path("letters.id").stream()
                    .map(id -> operator().get(LETTERS + "/" + id))
                    .filter(l -> payload.equals(l.path("payload")))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }
}
