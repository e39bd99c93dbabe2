package dev.memary.memory;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;

import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestTokens;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what: every endpoint, by every way in which it must be refused. */
@QuarkusTest
class AccessTest extends MemoryServiceTest {
  private static final List<String> ALL = List.of("read", "write");

  @Inject AgroalDataSource app;

  /** One call of an endpoint about Alice's memory, session, event or receipt. */
  record Call(String name, boolean writes, Sender sender) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Sender {
    Response send(RequestSpecification request, Alice alice);
  }

  /** What there is of Alice. */
  record Alice(UUID memory, String event, String receipt) {}

  static Stream<Call> calls() {
    return Stream.of(
        new Call(
            "record",
            true,
            (r, a) -> r.body("{\"user_id\": \"alice\", \"text\": \"x\"}").post("/v1/memories")),
        new Call("search", false, (r, a) -> r.body(query()).post("/v1/memories/search")),
        new Call("context", false, (r, a) -> r.body(query()).post("/v1/context")),
        new Call("list", false, (r, a) -> r.get("/v1/memories?user_id=alice")),
        new Call("read", false, (r, a) -> r.get("/v1/memories/" + a.memory())),
        new Call("forget one", true, (r, a) -> r.delete("/v1/memories/" + a.memory())),
        new Call("event", false, (r, a) -> r.get("/v1/events/" + a.event())),
        new Call("receipt", false, (r, a) -> r.get("/v1/receipts/" + a.receipt())),
        new Call("verify", true, (r, a) -> r.post("/v1/receipts/" + a.receipt() + "/verification")),
        new Call("status", false, (r, a) -> r.get("/v1/spaces/user:alice/status")),
        new Call("stream", false, (r, a) -> r.get("/v1/spaces/user:alice/stream")),
        new Call("entities", false, (r, a) -> r.get("/v1/spaces/user:alice/entities")),
        new Call("forget all", true, (r, a) -> r.delete("/v1/spaces/user:alice")));
  }

  static Stream<Call> internals() {
    return Stream.of(
        new Call(
            "fetch",
            false,
            (r, a) -> r.body(Map.of("ids", List.of(a.memory()))).post("/internal/episodes/fetch")),
        new Call(
            "keep", true, (r, a) -> r.body("{\"extractions\": []}").post("/internal/extractions")),
        new Call(
            "acknowledge",
            true,
            (r, a) ->
                r.body("{\"store\": \"neo4j\", \"removed\": {}}")
                    .post("/internal/receipts/" + a.receipt() + "/acknowledgements")));
  }

  static Stream<Call> administration() {
    return Stream.of(
        new Call(
            "rebuild", true, (r, a) -> r.body("{\"scope\": \"tenant\"}").post("/v1/admin/rebuild")),
        new Call("rebuilds", true, (r, a) -> r.get("/v1/admin/rebuilds")),
        new Call("one rebuild", true, (r, a) -> r.get("/v1/admin/rebuilds/" + a.memory())),
        new Call("no rebuild", true, (r, a) -> r.delete("/v1/admin/rebuilds/" + a.memory())));
  }

  static Stream<Call> everything() {
    return Stream.of(calls(), internals(), administration()).flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("administration")
  void notAnAdministrator_403(Call call) {
    refused(call.sender().send(gateway(), alice()), 403);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void noToken_401(Call call) {
    Alice alice = alice();

    refused(call.sender().send(given().contentType(JSON), alice), 401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer x", "Basic YTpi", "bearer mk_abc", "Bearer a.b.c"})
  void notAToken_401(String header) {
    refused(given().header("Authorization", header).get("/v1/spaces/user:alice/status"), 401);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void tokenForAnotherService_403(Call call) {
    Alice alice = alice();

    refused(
        call.sender().send(with(TestTokens.bearer(Services.GATEWAY, Services.KG, tenant)), alice),
        403);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void publicOperation_notForTheWorker_403(Call call) {
    refused(call.sender().send(as(Services.WORKER), alice()), 403);
  }

  @ParameterizedTest
  @MethodSource("internals")
  void internalOperation_notForTheGateway_403(Call call) {
    refused(call.sender().send(gateway(), alice()), 403);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void spaceNotGranted_refusedAndNothingChanges(Call call) {
    Alice alice = alice();
    long before = episodes();

    Response answer =
        call.sender().send(gateway(tenant, List.of("user:bob", "user:alic"), ALL), alice);

    answer.then().statusCode(anyOf(is(403), is(404))).contentType("application/problem+json");
    assertThat(answer.asString()).doesNotContain("Bruno");
    assertThat(episodes()).isEqualTo(before);
    gateway().get("/v1/memories/" + alice.memory()).then().statusCode(200);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void permissionMissing_refused(Call call) {
    Alice alice = alice();
    long before = episodes();

    Response answer =
        call.sender()
            .send(gateway(tenant, List.of("*"), List.of(call.writes() ? "read" : "write")), alice);

    answer.then().statusCode(anyOf(is(403), is(404))).contentType("application/problem+json");
    assertThat(episodes()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void anotherTenant_seesAndChangesNothing(Call call) {
    Alice alice = alice();
    String other = "other-" + tenant;
    String issuer =
        switch (call.name()) {
          case "fetch", "acknowledge" -> Services.KG;
          case "keep" -> Services.WORKER;
          default -> Services.GATEWAY;
        };

    Response answer =
        call.sender()
            .send(
                with(
                    TestTokens.bearer(
                        issuer,
                        Services.MEMORY,
                        other,
                        List.of("*"),
                        List.of("read", "write", "admin"))),
                alice);

    assertThat(answer.statusCode()).isIn(200, 202, 204, 404);
    assertThat(answer.asString()).doesNotContain("Bruno");
    assertThat(episodes()).isEqualTo(1);
    gateway().get("/v1/memories/" + alice.memory()).then().statusCode(200);
    gateway().get("/v1/receipts/" + alice.receipt()).then().body("status", is("pending"));
  }

  @Test
  void anotherTenant_findsNoMemoryEventOrReceiptById() {
    Alice alice = alice();
    RequestSpecification stranger = gateway("other-" + tenant, List.of("*"), ALL);

    refused(given().spec(stranger).get("/v1/memories/" + alice.memory()), 404);
    refused(given().spec(stranger).delete("/v1/memories/" + alice.memory()), 404);
    refused(given().spec(stranger).get("/v1/events/" + alice.event()), 404);
    refused(given().spec(stranger).get("/v1/receipts/" + alice.receipt()), 404);
    refused(given().spec(stranger).delete("/v1/spaces/user:alice"), 404);
  }

  @Test
  void oneOfSeveralSpacesNotGranted_403() {
    alice();

    refused(
        gateway(tenant, List.of("user:alice"), ALL)
            .body("{\"user_id\": \"alice\", \"spaces\": [\"user:bob\"], \"query\": \"x\"}")
            .post("/v1/memories/search"),
        403);
  }

  @Test
  void prefixGranted_everySpaceUnderIt() {
    alice();

    gateway(tenant, List.of("user:*"), List.of("read"))
        .get("/v1/spaces/user:alice/status")
        .then()
        .statusCode(200);
  }

  private Alice alice() {
    gateway().body("{\"user_id\": \"carol\", \"text\": \"x\"}").post("/v1/memories");
    // A receipt of Alice's own: of a message that was forgotten.
    String receipt =
        gateway().delete("/v1/memories/" + recorded("to be forgotten")).path("receipt_id");
    gateway().delete("/v1/spaces/user:carol");
    Response accepted =
        gateway()
            .body("{\"user_id\": \"alice\", \"text\": \"Bruno is my dog\"}")
            .post("/v1/memories");
    return new Alice(firstMemory(accepted), accepted.path("event_id"), receipt);
  }

  private static String query() {
    return "{\"user_id\": \"alice\", \"query\": \"Bruno\"}";
  }

  private long episodes() {
    return Sql.count(app, tenant, "episode");
  }

  private static void refused(Response answer, int status) {
    answer.then().statusCode(status).contentType("application/problem+json");
  }
}
