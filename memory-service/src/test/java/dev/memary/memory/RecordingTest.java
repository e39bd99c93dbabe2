package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.memary.localstack.testing.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RecordingTest extends MemoryServiceTest {
  private static final String TWO_MESSAGES =
      """
      {"user_id": "alice", "session_id": "monday", "messages": [
        {"role": "user", "name": "Alice", "content": "I moved to Oslo", "occurred_at": "2026-05-08T13:56:00Z",
         "external_id": "m1", "metadata": {"page": 3}},
        {"role": "assistant", "content": "How nice", "recalled_ids": ["0190b0a0-0000-7000-8000-000000000001"]}]}
      """;

  @Test
  void messages_recorded_acceptedWithTheirIdsInOrder() {
    gateway()
        .body(TWO_MESSAGES)
        .post("/v1/memories")
        .then()
        .statusCode(202)
        .contentType("application/json")
        .body("event_id", notNullValue())
        .body("status", equalTo("pending"))
        .body("memory_ids", hasSize(2));
  }

  @Test
  void message_recorded_readAsItWasSaid() {
    UUID id = firstMemory(gateway().body(TWO_MESSAGES).post("/v1/memories"));

    gateway()
        .get("/v1/memories/" + id)
        .then()
        .statusCode(200)
        .body("id", equalTo(id.toString()))
        .body("kind", equalTo("episode"))
        .body("space", equalTo("user:alice"))
        .body("session_id", equalTo("monday"))
        .body("sequence", equalTo(1))
        .body("role", equalTo("user"))
        .body("name", equalTo("Alice"))
        .body("text", equalTo("I moved to Oslo"))
        .body("occurred_at", equalTo("2026-05-08T13:56:00Z"))
        .body("external_id", equalTo("m1"))
        .body("metadata.page", equalTo(3))
        .body("version", equalTo(1));
  }

  @Test
  void sequence_countsPerSession() {
    assertThat(
            List.of(
                sequence(recorded("a", "one")),
                sequence(recorded("a", "two")),
                sequence(recorded("b", "one")),
                sequence(recorded("a", "three"))))
        .containsExactly(1, 2, 1, 3);
  }

  @Test
  void textAlone_recorded_isTheUsersMessageOfTheDefaultSession() {
    UUID id =
        firstMemory(
            gateway()
                .body("{\"agent_id\": \"planner\", \"text\": \"Buy milk\"}")
                .post("/v1/memories"));

    gateway()
        .get("/v1/memories/" + id)
        .then()
        .body("space", equalTo("agent:planner"))
        .body("session_id", equalTo("default"))
        .body("role", equalTo("user"))
        .body("name", equalTo("planner"));
  }

  @Test
  void notToBeInferred_recorded_isDoneOnceSearchable() {
    UUID event =
        UUID.fromString(
            gateway()
                .body("{\"user_id\": \"alice\", \"text\": \"x\", \"infer\": false}")
                .post("/v1/memories")
                .path("event_id"));

    gateway()
        .get("/v1/events/" + event)
        .then()
        .body("status", equalTo("pending"))
        .body("memories[0].status", equalTo("skipped"));
  }

  @Test
  void sameKeySameRequest_sameAnswer() {
    Response first = record("k", TWO_MESSAGES);
    Response second = record("k", TWO_MESSAGES);

    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(second.asString()).isEqualTo(first.asString());
    assertThat(episodes()).isEqualTo(2);
  }

  @Test
  void sameKeyDifferentRequest_conflict() {
    record("k", TWO_MESSAGES);

    record("k", TWO_MESSAGES.replace("Oslo", "Rome"))
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:memary:problem:conflict"));
    assertThat(episodes()).isEqualTo(2);
  }

  @Test
  void sameKeyInAnotherTenant_isAnotherKey() {
    record("k", TWO_MESSAGES);

    with(TestTokens.bearer("gateway-service", "memory-service", "other-" + tenant))
        .header("Idempotency-Key", "k")
        .body(TWO_MESSAGES.replace("Oslo", "Rome"))
        .post("/v1/memories")
        .then()
        .statusCode(202);
  }

  @Test
  void sameKeyFromEightThreads_oneEvent() throws Exception {
    Callable<String> attempt = () -> record("k", TWO_MESSAGES).path("event_id");
    Set<String> events;
    try (var threads = Executors.newFixedThreadPool(8)) {
      events =
          threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> attempt).toList()).stream()
              .map(RecordingTest::result)
              .collect(Collectors.toSet());
    }

    assertThat(events).hasSize(1).doesNotContainNull();
    assertThat(episodes()).isEqualTo(2);
  }

  @Test
  void oneSessionFromEightThreads_everySequenceOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<UUID> ids =
          threads
              .invokeAll(
                  IntStream.range(0, 16)
                      .<Callable<UUID>>mapToObj(i -> () -> recorded("s", "message " + i))
                      .toList())
              .stream()
              .map(RecordingTest::result)
              .toList();

      assertThat(ids.stream().map(this::sequence))
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 16).boxed().toList());
    }
  }

  @Test
  void sameExternalId_sameMemory() {
    UUID first = firstMemory(gateway().body(TWO_MESSAGES).post("/v1/memories"));
    UUID second = firstMemory(gateway().body(TWO_MESSAGES).post("/v1/memories"));

    assertThat(second).isEqualTo(first);
    assertThat(episodes()).isEqualTo(3);
  }

  @Test
  void sameExternalIdTwiceInARequest_oneMemory() {
    List<String> ids =
        gateway()
            .body(
                """
                {"user_id": "alice", "messages": [
                  {"role": "user", "content": "a", "external_id": "x"},
                  {"role": "user", "content": "b", "external_id": "x"}]}
                """)
            .post("/v1/memories")
            .path("memory_ids");

    assertThat(ids).hasSize(2);
    assertThat(ids.get(0)).isEqualTo(ids.get(1));
  }

  @Test
  void sameExternalIdInAnotherSpace_isAnotherMemory() {
    UUID alices = firstMemory(gateway().body(TWO_MESSAGES).post("/v1/memories"));
    UUID bobs =
        firstMemory(gateway().body(TWO_MESSAGES.replace("alice", "bob")).post("/v1/memories"));

    assertThat(bobs).isNotEqualTo(alices);
  }

  @Test
  void unknownFields_tolerated() {
    gateway()
        .body("{\"user_id\": \"alice\", \"text\": \"x\", \"colour\": \"blue\"}")
        .post("/v1/memories")
        .then()
        .statusCode(202);
  }

  @Test
  void nullCharacters_recorded_asNothing() {
    UUID id = recorded("before\u0000after");

    gateway().get("/v1/memories/" + id).then().body("text", equalTo("beforeafter"));
  }

  private Response record(String key, String body) {
    return gateway().header("Idempotency-Key", key).body(body).post("/v1/memories");
  }

  private int sequence(UUID id) {
    return gateway().get("/v1/memories/" + id).path("sequence");
  }

  private int episodes() {
    return gateway().get("/v1/spaces/user:alice/status").path("episodes");
  }

  private static <T> T result(Future<T> done) {
    try {
      return done.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
