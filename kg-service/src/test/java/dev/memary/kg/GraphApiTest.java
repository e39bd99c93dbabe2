package dev.memary.kg;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.memary.kg.graph.GraphEpisode;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class GraphApiTest implements KgServiceTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  private final String tenant = "t-" + UUID.randomUUID();
  private final UUID space = UUID.randomUUID();

  @Inject GraphStore graph;
  @Inject Fakes fakes;
  @Inject MeterRegistry metrics;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retrieve",
        "integrate",
        "mentions",
        "conflicts",
        "changes",
        "graph",
        "corrections",
        "outdated",
        "residue",
        "clear"
      })
  void noToken_401(String operation) {
    refused(given().contentType(JSON).body("{}").post("/internal/" + operation), 401);
  }

  @ParameterizedTest
  @CsvSource({
    "retrieve,gateway-service",
    "retrieve,extraction-worker",
    "integrate,memory-service",
    "integrate,gateway-service",
    "conflicts,gateway-service",
    "conflicts,extraction-worker",
    "changes,gateway-service",
    "changes,extraction-worker",
    "graph,gateway-service",
    "graph,extraction-worker",
    "corrections,gateway-service",
    "corrections,extraction-worker",
    "outdated,extraction-worker",
    "residue,extraction-worker",
    "clear,extraction-worker",
    "clear,gateway-service",
    "mentions,extraction-worker",
    "mentions,agent-service"
  })
  void notForThatService_403(String operation, String issuer) {
    refused(as(issuer).body("{}").post("/internal/" + operation), 403);
  }

  @Test
  void tokenForAnotherService_403() {
    refused(
        with(TestTokens.bearer(Services.MEMORY, Services.ROUTER, tenant))
            .body(retrieve("x", ""))
            .post("/internal/retrieve"),
        403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retrieve  | space_ids | {'query':'x','top_k':1,'kinds':['episode'],'explain':false}",
        "retrieve  | space_ids | {'space_ids':[],'query':'x','top_k':1,'kinds':['episode'],'explain':false}",
        "retrieve  | query     | {'space_ids':['$'],'query':' ','top_k':1,'kinds':['episode'],'explain':false}",
        "retrieve  | top_k     | {'space_ids':['$'],'query':'x','top_k':0,'kinds':['episode'],'explain':false}",
        "retrieve  | top_k     | {'space_ids':['$'],'query':'x','top_k':201,'kinds':['episode'],'explain':false}",
        "retrieve  | kinds     | {'space_ids':['$'],'query':'x','top_k':1,'kinds':[],'explain':false}",
        "retrieve  | kinds[0]  | {'space_ids':['$'],'query':'x','top_k':1,'kinds':['dream'],'explain':false}",
        "retrieve  | recipe    | {'space_ids':['$'],'query':'x','top_k':1,'kinds':['episode'],'recipe':'soup','explain':false}",
        "retrieve  | recipe    | {'space_ids':['$'],'query':'x','top_k':1,'kinds':['episode'],'recipe':'conversation -salt','explain':false}",
        "integrate | episodes  | {'episodes':[]}",
        "integrate | episodes[0].space_id | {'episodes':[{'episode_id':'$','generation':1}]}",
        "integrate | episodes[0].generation | {'episodes':[{'space_id':'$','episode_id':'$','generation':0}]}",
        "integrate | episodes | {'episodes':[{'space_id':'$','episode_id':'$','generation':1,'occurred_at':'2026-05-01T00:00:00Z','recorded_at':'2026-05-01T00:00:00Z','entities':[],'facts':[{'subject':'a','predicate':'b','object':'c','object_is_entity':true,'statement':'d','valid_from':'2026-05-02T00:00:00Z','valid_to':'2026-05-01T00:00:00Z','confidence':1}]}]}",
        "conflicts | space_id  | {'limit':1}",
        "conflicts | limit     | {'space_id':'$','limit':501}",
        "changes   | from      | {'space_id':'$','to':'2026-05-01T00:00:00Z','limit':1}",
        "changes   | limit     | {'space_id':'$','from':'2026-05-01T00:00:00Z','to':'2026-05-01T00:00:00Z','limit':0}",
        "graph     | space_id  | {'entity':'x','depth':1}",
        "graph     | entity    | {'space_id':'$','entity':' ','depth':1}",
        "graph     | depth     | {'space_id':'$','entity':'x','depth':3}",
        "corrections | space_id | {'corrections':[]}",
        "corrections | corrections | {'space_id':'$'}",
        "corrections | corrections[0].name | {'space_id':'$','corrections':[{'name':' ','into':'x','episode_ids':[]}]}",
        "corrections | corrections[0].into | {'space_id':'$','corrections':[{'name':'x','episode_ids':[]}]}",
        "outdated  | after    | {'space_id':'$','limit':1}",
        "outdated  | limit    | {'space_id':'$','after':'$','limit':1001}",
        "mentions  | spaces[0].episode_ids | {'spaces':[{'space_id':'$'}]}",
        "mentions  | spaces[0].space_id  | {'spaces':[{'space_id':5,'episode_ids':[]}]}"
      })
  void wrongRequest_400(String operation, String field, String body) {
    String issuer = operation.equals("integrate") ? Services.WORKER : Services.MEMORY;

    refused(
            as(issuer)
                .body(body.replace('\'', '"').replace("$", space.toString()))
                .post("/internal/" + operation),
            400)
        .then()
        .body("errors.field", hasItem(field));
  }

  @Test
  void corrected_isOutdatedUntilIntegratedAgain() {
    UUID id = UUID.randomUUID();
    index(id, "Bob chased the postman");
    String understood =
        """
        {"episodes":[{"space_id":"%s","episode_id":"%s","generation":1,
          "occurred_at":"2026-05-01T00:00:00Z","recorded_at":"2026-05-01T00:00:00Z",
          "entities":[{"name":"Bob","type":"person","mentions":1}],"facts":[]}]}
        """
            .formatted(space, id);
    as(Services.WORKER).body(understood).post("/internal/integrate").then().statusCode(200);

    as(Services.MEMORY)
        .body(
            "{\"space_id\":\"%s\",\"corrections\":[{\"name\":\"Bob\",\"into\":\"Robert\",\"episode_ids\":[]}]}"
                .formatted(space))
        .post("/internal/corrections")
        .then()
        .statusCode(204);

    String page =
        "{\"space_id\":\"%s\",\"after\":\"%s\",\"limit\":10}".formatted(space, new UUID(0, 0));
    as(Services.MEMORY)
        .body(page)
        .post("/internal/outdated")
        .then()
        .statusCode(200)
        .body("episode_ids", contains(id.toString()));
    as(Services.WORKER).body(understood).post("/internal/integrate").then().statusCode(200);
    as(Services.MEMORY).body(page).post("/internal/outdated").then().body("episode_ids", empty());
    as(Services.MEMORY)
        .body("{\"spaces\":[{\"space_id\":\"%s\",\"episode_ids\":[\"%s\"]}]}".formatted(space, id))
        .post("/internal/mentions")
        .then()
        .body("episodes[0].mentions.name", contains("Robert"));
  }

  @Test
  void integratedThenRetrieved_explainedWhenAsked() {
    UUID id = UUID.randomUUID();
    index(id, "Bruno chased the postman");
    as(Services.WORKER)
        .body(
            """
            {"episodes": [{"space_id": "%s", "episode_id": "%s", "generation": 1,
              "occurred_at": "2026-05-01T00:00:00Z", "recorded_at": "2026-05-01T00:00:00Z",
              "entities": [{"name": "Bruno", "type": "thing", "mentions": 1}], "facts": []}]}
            """
                .formatted(space, id))
        .post("/internal/integrate")
        .then()
        .statusCode(200)
        .body("episodes[0].mentions[0].name", equalTo("Bruno"));

    as(Services.MEMORY)
        .body(retrieve("postman", ", \"explain\": true"))
        .post("/internal/retrieve")
        .then()
        .statusCode(200)
        .body("hits.id", contains(id.toString()))
        .body("hits[0].entities", contains("Bruno"))
        .body("hits[0].explain", hasKey("words"))
        .body("degraded", empty());
    as(Services.MEMORY)
        .body(
            "{\"spaces\": [{\"space_id\": \"%s\", \"episode_ids\": [\"%s\"]}]}"
                .formatted(space, id))
        .post("/internal/mentions")
        .then()
        .body("episodes[0].mentions[0].count", equalTo(1));
  }

  @Test
  void answerInAnotherEpisode_isReachedThroughFacts_andTheGraphIsShown() {
    UUID manager = UUID.randomUUID();
    UUID home = UUID.randomUUID();
    index(manager, "My manager is Bea");
    index(home, "Bea has moved to Lisbon");
    index(UUID.randomUUID(), "The weather was nice");
    as(Services.WORKER)
        .body(
            """
            {"episodes": [
              {"space_id": "%1$s", "episode_id": "%2$s", "generation": 1,
               "occurred_at": "2026-05-01T00:00:00Z", "recorded_at": "2026-05-01T00:00:00Z",
               "entities": [{"name": "Alice", "type": "person", "mentions": 1}, {"name": "Bea", "type": "person", "mentions": 1}],
               "facts": [{"subject": "Alice", "predicate": "has_manager", "object": "Bea", "object_is_entity": true,
                          "statement": "Alice's manager is Bea", "confidence": 0.9}]},
              {"space_id": "%1$s", "episode_id": "%3$s", "generation": 1,
               "occurred_at": "2026-05-02T00:00:00Z", "recorded_at": "2026-05-02T00:00:00Z",
               "entities": [{"name": "Bea", "type": "person", "mentions": 1}, {"name": "Lisbon", "type": "place", "mentions": 1}],
               "facts": [{"subject": "Bea", "predicate": "live_in", "object": "Lisbon", "object_is_entity": true,
                          "statement": "Bea lives in Lisbon", "confidence": 0.9}]}]}
            """
                .formatted(space, manager, home))
        .post("/internal/integrate")
        .then()
        .statusCode(200);

    as(Services.MEMORY)
        .body(retrieve("Who manages Alice, and where?", ", \"explain\": true"))
        .post("/internal/retrieve")
        .then()
        .statusCode(200)
        .body("hits.id", hasItems(manager.toString(), home.toString()))
        .body("graph.entities.name", containsInAnyOrder("Alice", "Bea", "Lisbon"))
        .body("graph.entities.find { it.named }.name", equalTo("Alice"))
        .body("graph.relations.predicate", containsInAnyOrder("has_manager", "live_in"))
        .body("graph.query", not(containsString("Alice")));
    around("alice", 1).body("entities.name", containsInAnyOrder("Alice", "Bea"));
    around("Alice", 2)
        .body("entities.name", containsInAnyOrder("Alice", "Bea", "Lisbon"))
        .body("entities.find { it.named }.name", equalTo("Alice"))
        .body("relations.predicate", containsInAnyOrder("has_manager", "live_in"));
    around("nobody", 2).body("entities", empty()).body("relations", empty());
    with(TestTokens.bearer(Services.MEMORY, Services.KG, "other-" + tenant))
        .body("{\"space_id\": \"%s\", \"entity\": \"Alice\", \"depth\": 2}".formatted(space))
        .post("/internal/graph")
        .then()
        .statusCode(200)
        .body("entities", empty());
  }

  @Test
  void askedAgain_theSameUntilSomethingIsWrittenOrForgotten() {
    UUID first = UUID.randomUUID();
    index(first, "Bruno chased the postman");
    double hits = hits();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          as(Services.MEMORY)
              .body(retrieve("postman", ""))
              .post("/internal/retrieve")
              .then()
              .body("hits.id", contains(first.toString()));
          return hits() > hits;
        });

    UUID second = UUID.randomUUID();
    index(second, "The postman ran");
    as(Services.MEMORY)
        .body(retrieve("postman", ""))
        .post("/internal/retrieve")
        .then()
        .body("hits.id", containsInAnyOrder(first.toString(), second.toString()));
  }

  private double hits() {
    return metrics.counter("memary_result_cache_total", "outcome", "hit").count();
  }

  private ValidatableResponse around(String entity, int depth) {
    return as(Services.MEMORY)
        .body(
            "{\"space_id\": \"%s\", \"entity\": \"%s\", \"depth\": %d}"
                .formatted(space, entity, depth))
        .post("/internal/graph")
        .then()
        .statusCode(200);
  }

  @Test
  void queryCannotBeEmbedded_byWordsAndSaysSo() {
    UUID id = UUID.randomUUID();
    index(id, "Bruno chased the postman");
    String query = "postman " + tenant;
    fakes.cannotEmbed(query);

    as(Services.MEMORY)
        .body(retrieve(query, ""))
        .post("/internal/retrieve")
        .then()
        .body("hits.id", contains(id.toString()))
        .body("hits[0]", not(hasKey("explain")))
        .body("degraded", contains("embeddings_unavailable"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"OR", "AND NOT", "*:*", "the", "?!", "a AND (b OR", "\\\"", "TO"})
  void anyQuery_answered(String query) {
    index(UUID.randomUUID(), "Bruno chased the postman");

    as(Services.MEMORY).body(retrieve(query, "")).post("/internal/retrieve").then().statusCode(200);
  }

  @Test
  void anotherTenantsSpace_nothing() {
    index(UUID.randomUUID(), "Bruno chased the postman");

    with(TestTokens.bearer(Services.MEMORY, Services.KG, "other-" + tenant))
        .body(retrieve("postman", ""))
        .post("/internal/retrieve")
        .then()
        .statusCode(200)
        .body("hits", empty());
  }

  @Test
  void anotherTenant_neitherClearsNorCounts() {
    UUID id = UUID.randomUUID();
    index(id, "Bruno chased the postman");
    String stranger = TestTokens.bearer(Services.MEMORY, Services.KG, "other-" + tenant);
    String body = "{\"space_id\": \"%s\"}".formatted(space);

    with(stranger).body(body).post("/internal/clear").then().statusCode(204);
    with(stranger)
        .body(body)
        .post("/internal/residue")
        .then()
        .statusCode(200)
        .body("counts.episode", equalTo(0));

    as(Services.MEMORY)
        .body(body)
        .post("/internal/residue")
        .then()
        .body("counts.episode", equalTo(1));
  }

  private void index(UUID id, String text) {
    graph.index(
        new SpaceKey(tenant, space),
        List.of(
            new GraphEpisode(
                id,
                UUID.randomUUID(),
                1,
                "user",
                "Alice",
                text,
                MAY,
                MAY,
                1,
                Fakes.vector(text),
                Fakes.MODEL)));
  }

  private String retrieve(String query, String rest) {
    return """
    {"space_ids": ["%s"], "query": "%s", "top_k": 5, "kinds": ["episode", "fact"], "explain": false%s}
    """
        .formatted(space, query, rest)
        .replace("\"explain\": false, \"explain\"", "\"explain\"");
  }

  private RequestSpecification as(String issuer) {
    return with(TestTokens.bearer(issuer, Services.KG, tenant));
  }

  private static RequestSpecification with(String token) {
    return given().header("Authorization", token).contentType(JSON);
  }

  private static Response refused(Response answer, int status) {
    answer.then().statusCode(status).contentType("application/problem+json");
    return answer;
  }
}
