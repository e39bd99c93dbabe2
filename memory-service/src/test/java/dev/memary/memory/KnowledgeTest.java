package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.contracts.events.EpisodeProcessed;
import dev.memary.contracts.events.EpisodeProcessed.Failed;
import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.contracts.events.EpisodeProcessed.Rejected;
import dev.memary.contracts.events.Topics;
import dev.memary.events.EventPublisher;
import dev.memary.events.OutgoingEvent;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import dev.memary.memory.recall.Conflicts.Conflict;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What outcomes make of stream, entity knowledge and status. */
@QuarkusTest
class KnowledgeTest extends MemoryServiceTest {
  private static final UUID BRUNO = UUID.randomUUID();
  private static final UUID OSLO = UUID.randomUUID();

  @Inject OutcomeApplier outcomes;
  @Inject EventPublisher publisher;
  @Inject ObjectMapper json;

  @Inject AgroalDataSource app;

  @Test
  void integrated_countsMentions() {
    UUID id = recorded("Bruno and Bruno in Oslo");
    understood(id, 1, bruno(2), oslo(1));

    entities()
        .then()
        .body("entities.name", contains("Bruno", "Oslo"))
        .body("entities.count", contains(2, 1))
        .body("entities.episodes", contains(1, 1))
        .body("entities[0].type", equalTo("thing"));
  }

  @Test
  void integratedTwice_countsOnce() {
    UUID id = recorded("Bruno and Bruno");
    understood(id, 1, bruno(2));
    understood(id, 1, bruno(2));
    outcomes.apply(List.of(integrated(id, 1), integrated(id, 1)));

    entities().then().body("entities.count", contains(2)).body("entities.episodes", contains(1));
    stream(50, null).then().body("entries.mentions", contains(2));
  }

  @Test
  void severalEpisodes_addUp() {
    understood(recorded("Bruno and Bruno"), 1, bruno(2));
    understood(recorded("Bruno"), 1, bruno(1));

    entities().then().body("entities.count", contains(3)).body("entities.episodes", contains(2));
  }

  @Test
  void newerGeneration_replaces() throws Exception {
    UUID id = recorded("Bruno in Oslo");
    understood(id, 1, bruno(2), oslo(1));
    reopen(id, 2);
    understood(id, 2, bruno(1));

    entities().then().body("entities.name", contains("Bruno")).body("entities.count", contains(1));
  }

  @Test
  void newerGeneration_leavesNoTraceOfWhatNobodySpeaksOf() throws Exception {
    UUID id = recorded("Bruno in Oslo");
    understood(id, 1, bruno(2), oslo(1));
    reopen(id, 2);
    understood(id, 2, bruno(1));

    assertThat(
            Sql.text(
                app,
                tenant,
                "SELECT count(*) FROM entity WHERE space_id = '%s'".formatted(aliceSpaceId())))
        .isEqualTo("1");
  }

  @Test
  void extraction_keptOnce_standsForEveryLaterOne() {
    UUID id = recorded("Bruno");
    var worker = as("extraction-worker");
    worker
        .body(extractionOf(aliceSpaceId(), id, 1, "first-1"))
        .post("/internal/extractions")
        .then()
        .body("gone", empty())
        .body("standing", empty());

    worker
        .body(extractionOf(aliceSpaceId(), id, 1, "second-1"))
        .post("/internal/extractions")
        .then()
        .body("standing.episode_id", contains(id.toString()))
        .body("standing.extractor", contains("first-1"))
        .body("standing[0].body.facts", empty());
    worker
        .body(Map.of("ids", List.of(id), "with_extractions", true))
        .post("/internal/episodes/fetch")
        .then()
        .body("episodes.extraction.extractor", contains("first-1"));
  }

  @Test
  void extraction_ofAnOlderGeneration_isNotGivenOut() throws Exception {
    UUID id = recorded("Bruno");
    as("extraction-worker")
        .body(extractionOf(aliceSpaceId(), id, 1, "first-1"))
        .post("/internal/extractions");
    reopen(id, 2);

    as("extraction-worker")
        .body(Map.of("ids", List.of(id), "with_extractions", true))
        .post("/internal/episodes/fetch")
        .then()
        .body("episodes.extraction", contains((Object) null));
  }

  @Test
  void nameOfAnOlderReading_doesNotReplaceTheNewer() {
    UUID first = recorded("Bruno");
    UUID second = recorded("bruno");
    graph.mentions(
        new EpisodeMentions(first, 1, 9, List.of(new Mention(BRUNO, "Bruno", "thing", 1))));
    graph.mentions(
        new EpisodeMentions(second, 1, 8, List.of(new Mention(BRUNO, "bruno", "concept", 1))));
    outcomes.apply(List.of(integrated(first, 1)));
    outcomes.apply(List.of(integrated(second, 1)));

    entities()
        .then()
        .body("entities.name", contains("Bruno"))
        .body("entities.type", contains("thing"))
        .body("entities.count", contains(2));
  }

  @Test
  void oldGenerationArrivesLate_changesNothing() throws Exception {
    UUID id = recorded("Bruno in Oslo");
    reopen(id, 2);
    understood(id, 2, bruno(1));
    outcomes.apply(List.of(integrated(id, 1), failed(id, 1), rejected(id, 1)));
    understood(id, 1, oslo(5));

    entities().then().body("entities.name", contains("Bruno")).body("entities.count", contains(1));
    assertThat(statusOf(id)).isEqualTo("integrated");
  }

  @Test
  void outcomeOfSomethingForgotten_changesNothing() {
    recorded("x");
    understood(UUID.randomUUID(), 1, bruno(1));

    entities().then().body("entities", empty());
  }

  @Test
  void stream_pagesNewestFirstWithoutGapsOrDoubles() {
    for (int i = 0; i < 7; i++) {
      understood(recorded("Bruno " + i), 1, bruno(1), oslo(1));
    }

    List<String> seen = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      Response page = stream(4, cursor);
      List<Map<String, Object>> entries = page.path("entries");
      entries.forEach(e -> seen.add(e.get("memory_id") + "|" + e.get("entity")));
      cursor = page.path("next_cursor");
      pages++;
    } while (cursor != null);

    List<String> whole = new ArrayList<>();
    List<Map<String, Object>> all = stream(500, null).path("entries");
    all.forEach(e -> whole.add(e.get("memory_id") + "|" + e.get("entity")));
    assertThat(seen).hasSize(14).doesNotHaveDuplicates().isEqualTo(whole);
    assertThat(pages).isEqualTo(4);
    assertThat(all.stream().map(e -> String.valueOf(e.get("at"))).toList())
        .isSortedAccordingTo((a, b) -> Instant.parse(b).compareTo(Instant.parse(a)));
  }

  @Test
  void bothStagesDone_overKafka_eventIsDone() throws Exception {
    Response accepted =
        gateway().body("{\"user_id\": \"alice\", \"text\": \"Bruno\"}").post("/v1/memories");
    UUID id = firstMemory(accepted);
    String event = accepted.path("event_id");
    gateway()
        .get("/v1/events/" + event)
        .then()
        .body("status", equalTo("pending"))
        .body("memories[0].searchable", equalTo(false))
        .body("memories[0].status", equalTo("pending"));

    graph.mentions(new EpisodeMentions(id, 1, 1, List.of(bruno(1))));
    publish(new Indexed(tenant, aliceSpaceId(), id, 1));
    publish(integrated(id, 1));

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> "done".equals(gateway().get("/v1/events/" + event).path("status")));
    gateway()
        .get("/v1/events/" + event)
        .then()
        .body("space", equalTo("user:alice"))
        .body("memories[0].searchable", equalTo(true))
        .body("memories[0].status", equalTo("integrated"));
    gateway()
        .get("/v1/spaces/user:alice/status")
        .then()
        .body("episodes", equalTo(1))
        .body("pending", equalTo(0));
  }

  @Test
  void unreadableEvent_setAside_andTheNextOnesApplied() throws Exception {
    UUID id = recorded("Bruno");
    UUID space = aliceSpaceId();
    publisher.publish(
        List.of(new OutgoingEvent(Topics.EPISODE_PROCESSED, space, "{\"type\":", null)));
    publish(new Rejected(tenant, space, id, 1, "no_names"));

    await().atMost(Duration.ofSeconds(60)).until(() -> "rejected".equals(statusOf(id)));
  }

  @Test
  void rejectedAndFailed_sayWhy() {
    UUID rejected = recorded("a");
    UUID failed = recorded("b");
    outcomes.apply(List.of(rejected(rejected, 1), failed(failed, 1)));

    assertThat(statusOf(rejected)).isEqualTo("rejected");
    assertThat(statusOf(failed)).isEqualTo("failed");
    gateway()
        .get("/v1/spaces/user:alice/status")
        .then()
        .body("failed", equalTo(1))
        .body("rejected", equalTo(1));
  }

  @Test
  void failed_eventIsFailedWithItsReason() {
    Response accepted =
        gateway().body("{\"user_id\": \"alice\", \"text\": \"Bruno\"}").post("/v1/memories");
    UUID id = firstMemory(accepted);
    outcomes.apply(List.of(new Indexed(tenant, aliceSpaceId(), id, 1), failed(id, 1)));

    gateway()
        .get("/v1/events/" + accepted.path("event_id"))
        .then()
        .body("status", equalTo("failed"))
        .body("memories[0].reason", equalTo("model_unreachable"));
  }

  @Test
  void failedAfterIntegrated_staysIntegrated() {
    UUID id = recorded("Bruno");
    understood(id, 1, bruno(1));
    outcomes.apply(List.of(failed(id, 1)));

    assertThat(statusOf(id)).isEqualTo("integrated");
  }

  private void understood(UUID id, int generation, Mention... mentions) {
    graph.mentions(new EpisodeMentions(id, generation, 1, List.of(mentions)));
    outcomes.apply(List.of(integrated(id, generation)));
  }

  /** A newer attempt at understanding the episode begins. */
  private void reopen(UUID id, int generation) throws Exception {
    Sql.inTenant(
        app,
        tenant,
        "UPDATE episode SET generation = %d, outcome = 'pending' WHERE episode_id = '%s'"
            .formatted(generation, id));
  }

  private Integrated integrated(UUID id, int generation) {
    return new Integrated(tenant, aliceSpaceId(), id, generation, "classical-1", 1, 0);
  }

  private Failed failed(UUID id, int generation) {
    return new Failed(
        tenant, aliceSpaceId(), id, generation, Failed.UNDERSTAND, "model_unreachable");
  }

  private Rejected rejected(UUID id, int generation) {
    return new Rejected(tenant, aliceSpaceId(), id, generation, "no_names");
  }

  private void publish(EpisodeProcessed outcome) throws Exception {
    publisher.publish(
        List.of(
            new OutgoingEvent(
                Topics.EPISODE_PROCESSED,
                outcome.spaceId(),
                json.writerFor(EpisodeProcessed.class).writeValueAsString(outcome),
                null)));
  }

  private static Mention bruno(int count) {
    return new Mention(BRUNO, "Bruno", "thing", count);
  }

  private static Mention oslo(int count) {
    return new Mention(OSLO, "Oslo", "place", count);
  }

  private String statusOf(UUID id) {
    return Sql.text(
        app, tenant, "SELECT outcome FROM episode WHERE episode_id = '%s'".formatted(id));
  }

  private Response entities() {
    return gateway().get("/v1/spaces/user:alice/entities");
  }

  private Response stream(int limit, String cursor) {
    var request = gateway().queryParam("limit", limit);
    return (cursor == null ? request : request.queryParam("cursor", cursor))
        .get("/v1/spaces/user:alice/stream");
  }

  @Test
  void conflicts_byPages_ofOnesOwnSpaceOnly() {
    recorded("I live in Oslo");
    graph.conflicts(aliceSpaceId(), conflict("a"), conflict("b"), conflict("c"));

    Response first = gateway().get("/v1/spaces/user:alice/conflicts?limit=2");
    first.then().statusCode(200).body("conflicts.subject", contains("a", "b"));
    gateway()
        .get("/v1/spaces/user:alice/conflicts?limit=2&cursor=" + first.path("next_cursor"))
        .then()
        .body("conflicts.subject", contains("c"))
        .body("next_cursor", nullValue());
    gateway().get("/v1/spaces/user:alice/conflicts?limit=0").then().statusCode(400);
    gateway().get("/v1/spaces/user:alice/conflicts?cursor=%25").then().statusCode(400);
    gateway("other-" + tenant, List.of("*"), List.of("read"))
        .get("/v1/spaces/user:alice/conflicts")
        .then()
        .statusCode(404);
  }

  @Test
  void conflicts_whileTheGraphIsDown_503() {
    recorded("I live in Oslo");
    graph.isDownFor(tenant);

    gateway().get("/v1/spaces/user:alice/conflicts").then().statusCode(503);
  }

  @Test
  void graph_aroundAnEntity_ofOnesOwnSpaceOnly() {
    recorded("I live in Oslo");
    String address = "/v1/spaces/user:alice/graph";

    gateway()
        .queryParams("entity", "Bruno", "depth", 2, "as_of", "2026-05-01T02:00:00+02:00")
        .get(address)
        .then()
        .statusCode(200)
        .body("entities[0].name", equalTo("Bruno"))
        .body("entities[0].id", equalTo(new UUID(0, 2).toString()))
        .body("relations[0].text", equalTo("Bruno likes 2026-05-01T00:00:00Z"))
        .body("query", equalTo("MATCH (n)"));
    for (Map<String, ?> wrong :
        List.of(
            Map.of("depth", 1),
            Map.of("entity", " "),
            Map.of("entity", "x", "depth", 3),
            Map.of("entity", "x", "depth", 0),
            Map.of("entity", "x", "as_of", "now"))) {
      gateway().queryParams(wrong).get(address).then().statusCode(400);
    }
    gateway("other-" + tenant, List.of("*"), List.of("read"))
        .get(address + "?entity=Bruno")
        .then()
        .statusCode(404);
    graph.isDownFor(tenant);
    gateway().get(address + "?entity=Bruno").then().statusCode(503);
  }

  private static Conflict conflict(String subject) {
    return new Conflict(subject + "|residence", "residence", subject, List.of());
  }
}
