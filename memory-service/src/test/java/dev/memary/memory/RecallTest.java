package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import dev.memary.memory.context.TokenCounter;
import dev.memary.memory.ingestion.IngestionStore;
import dev.memary.memory.ingestion.IngestionStore.EpisodeGeneration;
import dev.memary.memory.recall.GraphRecall.Hit;
import dev.memary.memory.recall.RecallQuery.Kind;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RecallTest extends MemoryServiceTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  @Inject IngestionStore ingestion;
  @Inject TokenCounter tokens;

  @Test
  void nothingRemembered_emptyAndNotDegraded() {
    search("anything").then().body("results", empty()).body("degraded", equalTo(false));
  }

  @Test
  void unindexedEpisode_foundByItsWordsBesideTheGraphsHits() {
    UUID indexed = recorded("Bruno is my dog");
    indexed(indexed);
    UUID fresh = recorded("The vet saw Bruno today");
    UUID fact = UUID.randomUUID();
    graph.answers(
        tenant,
        hit(indexed, Kind.EPISODE, "Bruno is my dog", 0.9, indexed),
        hit(fact, Kind.FACT, "Alice has a dog, Bruno", 0.2, indexed));

    search("Who saw Bruno?")
        .then()
        .statusCode(200)
        .body("results.id", contains(indexed.toString(), fresh.toString(), fact.toString()))
        .body("results.kind", contains("episode", "episode", "fact"))
        .body("results[0].sources[0].id", equalTo(indexed.toString()))
        .body("results[2].sources[0].session_id", equalTo("s"))
        .body("degraded", equalTo(false));
  }

  @Test
  void indexedEpisode_notFoundTwice() {
    UUID id = recorded("Bruno is my dog");
    graph.answers(tenant, hit(id, Kind.EPISODE, "Bruno is my dog", 0.9, id));

    search("Bruno").then().body("results.id", contains(id.toString()));
  }

  @Test
  void graphDown_everyEpisodeByItsWords_andSaysSo() {
    UUID id = recorded("Bruno is my dog");
    indexed(id);
    graph.isDownFor(tenant);

    search("dogs")
        .then()
        .statusCode(200)
        .body("results.id", contains(id.toString()))
        .body("degraded", equalTo(true))
        .body("degraded_reasons", contains("graph_unavailable"));
  }

  @Test
  void hitOfADeletedEpisode_notShown() {
    recorded("Bruno is my dog");
    UUID gone = UUID.randomUUID();
    graph.answers(tenant, hit(gone, Kind.EPISODE, "gone", 0.9, gone));

    search("nothing of this").then().body("results", empty());
  }

  @Test
  void hitOfAnotherSpace_notShown() {
    UUID id = recorded("Bruno is my dog");
    indexed(id);
    graph.answers(
        tenant,
        new Hit(
            id,
            Kind.EPISODE,
            UUID.randomUUID(),
            "x",
            0.9,
            MAY,
            null,
            null,
            List.of(),
            List.of(id),
            Map.of()));

    search("nothing of this").then().body("results", empty());
  }

  @Test
  void topK_limitsTheMerged() {
    IntStream.range(0, 5).forEach(i -> recorded("Bruno barks " + i));

    gateway()
        .body("{\"user_id\": \"alice\", \"query\": \"Bruno\", \"top_k\": 2}")
        .post("/v1/memories/search")
        .then()
        .body("results", hasSize(2));
  }

  @Test
  void excluded_notFoundByWords() {
    UUID asked = recorded("Where is Bruno?");
    UUID told = recorded("Bruno is at home");

    gateway()
        .body(
            Map.of("user_id", "alice", "query", "Bruno", "exclude_ids", List.of(asked.toString())))
        .post("/v1/memories/search")
        .then()
        .body("results.id", contains(told.toString()));
  }

  @Test
  void sessionFilter_onlyThatSession_andAnUnknownSessionIsEmpty() {
    UUID monday = recorded("monday", "Bruno");
    recorded("tuesday", "Bruno");

    searchIn("monday").then().body("results.id", contains(monday.toString()));
    searchIn("sunday").then().body("results", empty());
  }

  @Test
  void metadataFilter_narrowsWhatWasIndexedAndWhatWasNot() {
    UUID urgent = recordedWith("Bruno is ill", Map.of("priority", "high", "ticket", 7));
    recordedWith("Bruno is well", Map.of("priority", "low"));
    UUID seen = recordedWith("Bruno was seen", Map.of("priority", "high"));
    indexed(seen);
    UUID other = recordedWith("Bruno was heard", Map.of("priority", "low"));
    indexed(other);
    graph.answers(
        tenant,
        hit(seen, Kind.EPISODE, "Bruno was seen", 0.9, seen),
        hit(other, Kind.EPISODE, "Bruno was heard", 0.9, other));

    filtered(Map.of("metadata", Map.of("priority", "high")))
        .then()
        .body("results.id", containsInAnyOrder(urgent.toString(), seen.toString()));
    filtered(Map.of("metadata", Map.of("ticket", 7)))
        .then()
        .body("results.id", contains(urgent.toString()));
    filtered(Map.of("metadata", Map.of("ticket", 8))).then().body("results", empty());
    filtered(Map.of("metadata", Map.of("ticket", "a\u0000"))).then().statusCode(400);
    filtered(Map.of("metadata", Map.of("ticket", List.of(7))))
        .then()
        .statusCode(400)
        .body("errors.field", contains("filters.metadata"));
  }

  @Test
  void entityAndPredicates_reachTheGraph_andWhatIsNotUnderstoodYetIsLeftOut() {
    recorded("Bruno is ill");

    filtered(Map.of("entity", "Bruno", "predicates", List.of("has")))
        .then()
        .statusCode(200)
        .body("results", empty());

    assertThat(graph.lastQueryOf(tenant).filters().entity()).isEqualTo("Bruno");
    assertThat(graph.lastQueryOf(tenant).filters().predicates()).containsExactly("has");
  }

  @Test
  void explained_withThePartOfTheGraph() {
    recorded("Bruno is ill");

    gateway()
        .body(Map.of("user_id", "alice", "query", "Bruno", "explain", true))
        .post("/v1/memories/search")
        .then()
        .body("graph.query", equalTo("MATCH (n)"));
    search("Bruno").then().body("$", not(hasKey("graph")));
  }

  private Response filtered(Map<String, Object> filters) {
    return gateway()
        .body(Map.of("user_id", "alice", "query", "Bruno", "filters", filters))
        .post("/v1/memories/search");
  }

  private UUID recordedWith(String text, Map<String, Object> metadata) {
    return UUID.fromString(
        gateway()
            .body(Map.of("user_id", "alice", "text", text, "metadata", metadata))
            .post("/v1/memories")
            .then()
            .statusCode(202)
            .extract()
            .path("memory_ids[0]"));
  }

  @Test
  void severalSpaces_searchedTogether() {
    recorded("Bruno is ill");
    gateway()
        .body("{\"team_id\": \"home\", \"text\": \"Bruno eats at six\"}")
        .post("/v1/memories")
        .then()
        .statusCode(202);

    gateway()
        .body("{\"user_id\": \"alice\", \"spaces\": [\"team:home\"], \"query\": \"Bruno\"}")
        .post("/v1/memories/search")
        .then()
        .body("results", hasSize(2))
        .body("results.space", hasItems("user:alice", "team:home"));
  }

  @Test
  void graphAsked_withTheTenantsSpaceOnly() {
    recorded("Bruno");
    search("Bruno");

    assertThat(graph.lastQueryOf(tenant).spaces())
        .singleElement()
        .satisfies(space -> assertThat(space.id()).isEqualTo(aliceSpaceId()));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        200, 233, 266, 300, 333, 400, 450, 500, 600, 700, 850, 1000, 1300, 1600, 2000, 2600, 3300,
        4000, 5500, 8000, 32_000
      })
  void context_neverOverItsBudget(int budget) {
    converse();
    graph.isDownFor(tenant);

    Response context = context(budget);

    context
        .then()
        .statusCode(200)
        .body("token_budget", equalTo(budget))
        .body("tokens", lessThanOrEqualTo(budget));
    assertThat(tokens.count(context.path("text"))).isEqualTo((int) context.path("tokens"));
  }

  @Test
  void context_sameQuestion_sameText() {
    converse();

    assertThat(context(700).asString()).isEqualTo(context(700).asString());
  }

  @Test
  void context_namesItsPartsAndTheirMemories() {
    UUID recalled = recorded("Bruno is my dog");
    List<UUID> recent = IntStream.range(0, 5).mapToObj(i -> recorded("so what, " + i)).toList();

    gateway()
        .body(
            "{\"user_id\": \"alice\", \"query\": \"Bruno\", \"session_id\": \"s\", \"token_budget\": 450}")
        .post("/v1/context")
        .then()
        .statusCode(200)
        .body("parts.kind", contains("evidence", "recent"))
        .body("parts[0].memory_ids", contains(recalled.toString()))
        .body("parts[0].evidence[0].text", equalTo("Bruno is my dog"))
        .body("parts[1].memory_ids", contains(recent.stream().map(UUID::toString).toArray()))
        .body("parts[1].evidence", empty())
        .body("degraded", equalTo(false));
  }

  @Test
  void context_recentMessageThatWasRecalled_standsOnce() {
    UUID id = recorded("Bruno is my dog");

    context(2000)
        .then()
        .body("parts.kind", contains("recent"))
        .body("parts[0].memory_ids", contains(id.toString()))
        .body("parts[0].evidence.id", contains(id.toString()));
  }

  @Test
  void context_graphDown_degraded() {
    recorded("Bruno is my dog");
    graph.isDownFor(tenant);

    context(500).then().body("degraded_reasons", contains("graph_unavailable"));
  }

  @Test
  void context_littleRoom_theNewestMessagesStay() {
    for (int i = 1; i <= 5; i++) {
      recorded("message %d %s".formatted(i, "word ".repeat(15)));
    }

    List<String> texts = context(200).path("parts.findAll { it.kind == 'recent' }.text");

    assertThat(texts).singleElement().asString().contains("message 5").doesNotContain("message 1");
  }

  private void converse() {
    for (int i = 0; i < 12; i++) {
      recorded(
          "Bruno the dog, part %d. %s".formatted(i, "He ran, dug, slept — and ate! ".repeat(i)));
    }
  }

  private Response context(int budget) {
    return gateway()
        .body(
            Map.of(
                "user_id",
                "alice",
                "query",
                "What did Bruno do?",
                "session_id",
                "s",
                "token_budget",
                budget))
        .post("/v1/context");
  }

  private Response search(String query) {
    return gateway().body(Map.of("user_id", "alice", "query", query)).post("/v1/memories/search");
  }

  private Response searchIn(String session) {
    return gateway()
        .body(
            Map.of("user_id", "alice", "query", "Bruno", "filters", Map.of("session_id", session)))
        .post("/v1/memories/search");
  }

  private void indexed(UUID id) {
    ingestion.indexed(tenant, List.of(new EpisodeGeneration(id, 1)));
  }

  private Hit hit(UUID id, Kind kind, String text, double score, UUID episode) {
    return new Hit(
        id,
        kind,
        aliceSpaceId(),
        text,
        score,
        MAY,
        null,
        null,
        List.of(),
        List.of(episode),
        Map.of());
  }
}
