package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.contracts.events.Topics;
import dev.memary.localstack.testing.TestEvents;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The graph, rebuilt from what is stored. */
@QuarkusTest
class RebuildTest extends MemoryServiceTest {
  private static final UUID BRUNO = UUID.randomUUID();

  @Inject OutcomeApplier outcomes;

  @Test
  void space_rebuilt_isReplayedInOrder_andDoneWhenBothStagesAre() {
    try (var events = TestEvents.on(Topics.EPISODE_RECORDED)) {
      UUID first = understood("Bruno");
      UUID second = understood("Bruno again");
      Response started = start(admin(), Map.of("scope", "space", "space", ALICE));
      started
          .then()
          .statusCode(202)
          .body("status", equalTo("running"))
          .body("episodes", equalTo(2));

      var replayed = events.await(aliceSpaceId().toString(), 4).subList(2, 4);

      assertThat(graph.wasCleared(aliceSpaceId())).isTrue();
      assertThat(replayed.get(0).value()).contains(first.toString());
      assertThat(replayed.get(1).value()).contains(second.toString());
      gateway().get("/v1/spaces/user:alice/status").then().body("pending", equalTo(2));

      done(first);
      done(second);
      String id = started.path("id");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> "done".equals(admin().get("/v1/admin/rebuilds/" + id).path("status")));
      admin()
          .get("/v1/admin/rebuilds/" + id)
          .then()
          .body("replayed", equalTo(2))
          .body("remaining", equalTo(0));
    }
    gateway().get("/v1/spaces/user:alice/entities").then().body("entities.count", contains(2));
  }

  @Test
  void whileItRuns_recallFindsByWords_andASecondIsRefused() {
    understood("Bruno chased the postman");
    Response started = start(admin(), Map.of("scope", "tenant"));
    await().atMost(Duration.ofSeconds(60)).until(() -> graph.wasCleared(aliceSpaceId()));

    gateway()
        .body(Map.of("user_id", "alice", "query", "postman"))
        .post("/v1/memories/search")
        .then()
        .statusCode(200)
        .body("results.text", contains("Bruno chased the postman"));
    start(admin(), Map.of("scope", "tenant")).then().statusCode(409);

    admin().delete("/v1/admin/rebuilds/" + started.path("id")).then().statusCode(204);
    start(admin(), Map.of("scope", "tenant")).then().statusCode(202);
  }

  @Test
  void withoutWhatItTakes_refused() {
    understood("Bruno");

    start(gateway(), Map.of("scope", "tenant")).then().statusCode(403);
    start(admin(), Map.of("scope", "all")).then().statusCode(403);
    RequestSpecification narrow =
        gateway(tenant, List.of("user:alice"), List.of("read", "write", "admin"));
    start(narrow, Map.of("scope", "tenant")).then().statusCode(403);
    start(
            gateway(tenant, List.of("user:alice"), List.of("read", "write", "admin")),
            Map.of("scope", "space", "space", "user:bob"))
        .then()
        .statusCode(403);
    start(admin(), Map.of("scope", "space"))
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("space"));
    start(admin(), Map.of("scope", "galaxy")).then().statusCode(400);
    admin().get("/v1/admin/rebuilds").then().body("rebuilds", empty());
  }

  @Test
  void anotherTenant_seesAndStopsNothing() {
    understood("Bruno");
    String id = start(admin(), Map.of("scope", "tenant")).path("id");
    List<String> everything = List.of("read", "write", "admin");
    String other = "other-" + tenant;

    gateway(other, List.of("*"), everything).get("/v1/admin/rebuilds/" + id).then().statusCode(404);
    gateway(other, List.of("*"), everything)
        .delete("/v1/admin/rebuilds/" + id)
        .then()
        .statusCode(404);
    gateway(other, List.of("*"), everything)
        .get("/v1/admin/rebuilds")
        .then()
        .body("rebuilds", empty());
    start(gateway(other, List.of("*"), everything), Map.of("scope", "space", "space", "user:alice"))
        .then()
        .statusCode(404);
  }

  private UUID understood(String text) {
    UUID id = recorded(text);
    graph.mentions(new EpisodeMentions(id, 1, 1, List.of(new Mention(BRUNO, "Bruno", "thing", 1))));
    done(id);
    return id;
  }

  private void done(UUID id) {
    outcomes.apply(
        List.of(
            new Indexed(tenant, aliceSpaceId(), id, 1),
            new Integrated(tenant, aliceSpaceId(), id, 1, "test-1", 1, 0)));
  }

  private RequestSpecification admin() {
    return gateway(tenant, List.of("*"), List.of("read", "write", "admin"));
  }

  private static Response start(RequestSpecification who, Map<String, Object> body) {
    return who.body(body).post("/v1/admin/rebuild");
  }
}
