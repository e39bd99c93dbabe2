package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.contracts.events.Topics;
import dev.memary.localstack.testing.TestEvents;
import dev.memary.memory.corrections.Correction.Renaming;
import dev.memary.memory.corrections.CorrectionStore;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import dev.memary.memory.spaces.Space;
import dev.memary.memory.spaces.SpaceName;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is who, put right by users. */
@QuarkusTest
class CorrectionsTest extends MemoryServiceTest {
  private static final UUID BOB = UUID.randomUUID();
  private static final UUID ROBERT = UUID.randomUUID();

  @Inject OutcomeApplier outcomes;
  @Inject CorrectionStore store;

  @Test
  void merge_isToldToTheGraph_andWhatIsOutdatedIsUnderstoodAgain() {
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      UUID id = understood("Bob has a dog", BOB, "Bob");
      graph.outdated(aliceSpaceId(), List.of(id));

      Response made = make(merge("Bob", "Robert"));
      made.then()
          .statusCode(202)
          .body("kind", equalTo("merge"))
          .body("status", equalTo("applying"))
          .body("memory_ids", nullValue());

      events.await(aliceSpaceId().toString(), 2);
      assertThat(graph.corrections(aliceSpaceId()))
          .containsExactly(new Renaming("Bob", "Robert", List.of()));
      gateway().get("/v1/spaces/user:alice/status").then().body("pending", equalTo(1));
      assertThat(status(made)).isEqualTo("applying");

      graph.outdated(aliceSpaceId(), List.of());
      done(id, ROBERT, "Robert");
      awaitStatus(made, "applied");
    }
    gateway()
        .get("/v1/spaces/user:alice/entities")
        .then()
        .body("entities.name", contains("Robert"));
  }

  @Test
  void revoked_staysInTheList_andHoldsNoLonger() {
    recorded("Bob has a dog");
    Response first = make(merge("Bob", "Robert"));
    Response second = make(merge("Bobby", "Robert"));
    awaitStatus(second, "applied");

    gateway().delete("/v1/corrections/" + first.path("id")).then().statusCode(202);
    awaitStatus(first, "revoked");
    gateway().delete("/v1/corrections/" + first.path("id")).then().statusCode(202);

    assertThat(graph.corrections(aliceSpaceId()))
        .containsExactly(new Renaming("Bobby", "Robert", List.of()));
    gateway()
        .get("/v1/spaces/user:alice/corrections")
        .then()
        .body("corrections.name", contains("Bobby", "Bob"))
        .body("corrections.status", contains("applied", "revoked"));
    String cursor = gateway().get("/v1/spaces/user:alice/corrections?limit=1").path("next_cursor");
    gateway()
        .get("/v1/spaces/user:alice/corrections?limit=1&cursor=" + cursor)
        .then()
        .body("corrections.name", contains("Bob"))
        .body("next_cursor", nullValue());
  }

  @Test
  void theSameAgain_isTheSame() {
    recorded("Bob has a dog");

    assertThat((String) make(merge("Bob", "Robert")).path("id"))
        .isEqualTo(make(merge("Bob", "Robert")).path("id"));
  }

  @Test
  void split_isOfMemoriesOfTheSpace() {
    UUID mine = recorded("Alex has a cat");
    UUID bobs =
        firstMemory(
            gateway()
                .body(
                    Map.of(
                        "user_id",
                        "bob",
                        "messages",
                        List.of(Map.of("role", "user", "content", "x"))))
                .post("/v1/memories"));

    make(split("Alex", "Alex Miller", List.of(mine)))
        .then()
        .statusCode(202)
        .body("kind", equalTo("split"))
        .body("memory_ids", contains(mine.toString()));
    for (UUID other : List.of(bobs, UUID.randomUUID())) {
      make(split("Alex", "Alex Miller", List.of(mine, other)))
          .then()
          .statusCode(400)
          .body("errors[0].field", equalTo("memory_ids"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "join,Bob,Robert,kind",
    "merge,Bob,bob,into",
    "merge,Bob,' ',into",
    "merge,,Robert,name",
    "split,Bob,Robert,memory_ids"
  })
  void wrong_isToldWhere(String kind, String name, String into, String field) {
    recorded("x");
    Map<String, Object> body = new HashMap<>(Map.of("kind", kind, "into", into));
    body.put("name", name);

    make(body).then().statusCode(400).body("errors[0].field", equalTo(field));
  }

  @Test
  void withoutWhatItTakes_refused_andAnotherTenantSeesNothing() {
    recorded("Bob has a dog");
    String id = make(merge("Bob", "Robert")).path("id");
    String other = "other-" + tenant;
    List<String> everything = List.of("read", "write", "admin");

    gateway(tenant, List.of("*"), List.of("read"))
        .body(merge("Bob", "Rob"))
        .post("/v1/spaces/user:alice/corrections")
        .then()
        .statusCode(403);
    gateway(tenant, List.of("*"), List.of("read"))
        .delete("/v1/corrections/" + id)
        .then()
        .statusCode(404);
    gateway(tenant, List.of("user:bob"), everything)
        .get("/v1/corrections/" + id)
        .then()
        .statusCode(404);
    gateway(other, List.of("*"), everything).get("/v1/corrections/" + id).then().statusCode(404);
    gateway(other, List.of("*"), everything).delete("/v1/corrections/" + id).then().statusCode(404);
    gateway(other, List.of("*"), everything)
        .get("/v1/spaces/user:alice/corrections")
        .then()
        .statusCode(404);
    gateway(other, List.of("*"), everything)
        .body(merge("Bob", "Rob"))
        .post("/v1/spaces/user:alice/corrections")
        .then()
        .statusCode(404);
    gateway().get("/v1/corrections/" + id).then().body("revoked_at", nullValue());
  }

  @Test
  void forgotten_withTheSpace() {
    recorded("Bob has a dog");
    String id = make(merge("Bob", "Robert")).path("id");
    Space space = new Space(tenant, aliceSpaceId(), new SpaceName(ALICE));

    gateway().delete("/v1/spaces/user:alice").then().statusCode(202);

    gateway().get("/v1/corrections/" + id).then().statusCode(404);
    assertThat(store.add(space, new Renaming("a", "b", List.of()), "x")).isEmpty();
    recorded("A new beginning");
    gateway().get("/v1/spaces/user:alice/corrections").then().body("corrections", empty());
  }

  @Test
  void rebuilt_theyHoldFromTheBeginning() {
    recorded("Bob has a dog");
    awaitStatus(make(merge("Bob", "Robert")), "applied");
    graph.correct(tenant, aliceSpaceId(), List.of());

    gateway(tenant, List.of("*"), List.of("read", "write", "admin"))
        .body(Map.of("scope", "space", "space", ALICE))
        .post("/v1/admin/rebuild")
        .then()
        .statusCode(202);

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(graph.corrections(aliceSpaceId())).hasSize(1));
  }

  private static Map<String, Object> merge(String name, String into) {
    return Map.of("kind", "merge", "name", name, "into", into);
  }

  private static Map<String, Object> split(String name, String into, List<UUID> memories) {
    return Map.of("kind", "split", "name", name, "into", into, "memory_ids", memories);
  }

  private Response make(Map<String, Object> correction) {
    return gateway().body(correction).post("/v1/spaces/user:alice/corrections");
  }

  private String status(Response made) {
    return gateway().get("/v1/corrections/" + made.path("id")).path("status");
  }

  private void awaitStatus(Response made, String status) {
    await().atMost(Duration.ofSeconds(60)).until(() -> status.equals(status(made)));
  }

  private UUID understood(String text, UUID entity, String name) {
    UUID id = recorded(text);
    done(id, entity, name);
    return id;
  }

  private void done(UUID id, UUID entity, String name) {
    graph.mentions(new EpisodeMentions(id, 1, 1, List.of(new Mention(entity, name, "person", 1))));
    outcomes.apply(
        List.of(
            new Indexed(tenant, aliceSpaceId(), id, 1),
            new Integrated(tenant, aliceSpaceId(), id, 1, "test-1", 1, 0)));
  }
}
