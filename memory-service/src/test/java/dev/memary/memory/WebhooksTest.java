package dev.memary.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.memary.contracts.events.EpisodeProcessed.Failed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.contracts.events.EpisodeProcessed.Rejected;
import dev.memary.memory.events.OutcomeApplier;
import dev.memary.memory.ingestion.EpisodeMentions;
import dev.memary.memory.ingestion.EpisodeMentions.Mention;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Telling others, with a receiver that behaves as it likes. */
@QuarkusTest
@TestProfile(WebhooksTest.Impatient.class)
class WebhooksTest extends MemoryServiceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject OutcomeApplier outcomes;
  @Inject AgroalDataSource app;

  private HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile int status = 204;
  private volatile boolean hangs;

  /** A day is a moment. */
  public static class Impatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "memary.webhooks.key", UUID.randomUUID().toString(),
          "memary.webhooks.allow-private", "true",
          "memary.webhooks.every", "0.2s",
          "memary.webhooks.timeout", "PT1S",
          "memary.webhooks.first-pause", "PT0.1S",
          "memary.webhooks.longest-pause", "PT0.5S",
          "memary.webhooks.give-up-after", "PT4S",
          "memary.webhooks.disable-after", "PT12S");
    }
  }

  private record Received(String id, String timestamp, String signature, String body) {}

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          var headers = exchange.getRequestHeaders();
          received.add(
              new Received(
                  headers.getFirst("webhook-id"),
                  headers.getFirst("webhook-timestamp"),
                  headers.getFirst("webhook-signature"),
                  exchange.getRequestURI() + " " + body));
          if (hangs) {
            awaitEnd();
          }
          if (status == 302) {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  @Test
  void integrated_isTold_signed_withIdsAndNoText() throws Exception {
    Response webhook = made("integrated");
    UUID id = recorded("Bob has a dog");

    understood(id);

    Received told = first();
    JsonNode payload = payload(told);
    assertThat(payload.get("type").asText()).isEqualTo("memory.integrated");
    assertThat(payload.at("/data/space").asText()).isEqualTo(ALICE);
    assertThat(payload.at("/data/memory_ids/0").asText()).isEqualTo(id.toString());
    assertThat(told.body()).doesNotContain("dog");
    assertThat(told.signature()).isEqualTo(signed(webhook.path("secret"), told));
    awaitDelivery(webhook, "delivered", "204");

    understood(id);
    gateway().get("/v1/spaces/user:alice/status").then().statusCode(200);
    assertThat(deliveries(webhook).<List<?>>path("deliveries")).hasSize(1);
  }

  @Test
  void eachOutcome_isToldToWhomItConcerns() {
    Response all = made("integrated", "rejected", "failed", "forgotten");
    Response ofBob =
        make(
            Map.of(
                "url", url("/bob"), "spaces", List.of("user:bob*"), "events", List.of("failed")));
    UUID rejected = recorded("a");
    UUID failed = recorded("b");

    outcomes.apply(List.of(new Rejected(tenant, aliceSpaceId(), rejected, 1, "echo")));
    outcomes.apply(
        List.of(
            new Failed(tenant, aliceSpaceId(), failed, 1, Failed.UNDERSTAND, "broken"),
            new Failed(tenant, aliceSpaceId(), failed, 1, Failed.UNDERSTAND, "broken")));
    gateway().delete("/v1/memories/" + rejected).then().statusCode(202);
    gateway().delete("/v1/spaces/user:alice").then().statusCode(202);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(received.stream().map(r -> payload(r).get("type").asText()))
                .contains("space.forgotten"));
    assertThat(received.stream().map(r -> payload(r).get("type").asText()))
        .isSubsetOf("memory.rejected", "memory.failed", "memory.forgotten", "space.forgotten");
    assertThat(deliveries(ofBob).<List<?>>path("deliveries")).isEmpty();
    deliveries(all).then().body("deliveries.event", contains("forgotten"));
  }

  @Test
  void notReceived_isTriedAgain_withTheSameId_thenGivenUp() {
    status = 503;
    Response webhook = made("integrated");
    understood(recorded("x"));

    await().atMost(PATIENCE).until(() -> received.size() >= 3);
    assertThat(received.stream().map(Received::id).distinct()).hasSize(1);
    awaitDelivery(webhook, "given_up", "503");
    get(webhook).then().body("failing_since", notNullValue());

    status = 200;
    understood(recorded("y"));
    awaitDelivery(webhook, "delivered", "200");
    get(webhook).then().body("failing_since", nullValue());
  }

  @Test
  void hanging_isATimeout_andKeepsNobodyElseWaiting() {
    hangs = true;
    Response webhook = made("integrated");
    understood(recorded("x"));

    awaitOutcome(webhook, "timeout");
  }

  @Test
  void redirect_isNotFollowed() {
    status = 302;
    Response webhook = made("integrated");
    understood(recorded("x"));

    awaitOutcome(webhook, "302");
    assertThat(received).noneMatch(r -> r.body().startsWith("/elsewhere"));
  }

  @Test
  void gone_isDisabled_andATestThatIsReceivedEnablesIt() {
    status = 410;
    Response webhook = made("integrated");
    understood(recorded("x"));
    await().atMost(PATIENCE).until(() -> "disabled".equals(get(webhook).path("status")));

    status = 200;
    admin().post("/v1/admin/webhooks/" + webhook.path("id") + "/test").then().statusCode(202);

    await().atMost(PATIENCE).until(() -> "enabled".equals(get(webhook).path("status")));
    assertThat(payload(received.getLast()).get("type").asText()).isEqualTo("test");
  }

  @Test
  void rotated_bothSecretsSign() throws Exception {
    Response webhook = made("integrated");
    String before = webhook.path("secret");
    Response rotated = admin().post("/v1/admin/webhooks/" + webhook.path("id") + "/rotate");
    String after = rotated.path("secret");
    assertThat(after).startsWith("whsec_").isNotEqualTo(before);
    get(webhook).then().body("secret", nullValue());

    understood(recorded("x"));

    Received told = first();
    assertThat(told.signature()).isEqualTo(signed(after, told) + " " + signed(before, told));
  }

  @Test
  void spaceForgotten_whatWasStillToBeToldOfItIsNot() {
    status = 503;
    Response webhook = made("integrated", "forgotten");
    understood(recorded("x"));
    await().atMost(PATIENCE).until(() -> !received.isEmpty());

    gateway()
        .delete("/v1/spaces/user:alice")
        .then()
        .body("parts[0].removed.webhook_delivery", equalTo(1));

    deliveries(webhook).then().body("deliveries.event", contains("forgotten"));
    assertThat(Sql.count(app, tenant, "webhook_delivery WHERE space_id IS NOT NULL")).isZero();
  }

  @Test
  void deliveries_arePaged() {
    Response webhook = made("integrated");
    for (int i = 0; i < 3; i++) {
      admin().post("/v1/admin/webhooks/" + webhook.path("id") + "/test");
    }

    Response page = admin().get("/v1/admin/webhooks/" + webhook.path("id") + "/deliveries?limit=2");

    page.then().body("deliveries.event", contains("test", "test"));
    admin()
        .get(
            "/v1/admin/webhooks/%s/deliveries?limit=2&cursor=%s"
                .formatted(webhook.path("id"), page.path("next_cursor")))
        .then()
        .body("deliveries.event", contains("test"))
        .body("next_cursor", nullValue());
  }

  @Test
  void withoutWhatItTakes_refused_andAnotherTenantSeesNothing() {
    Response webhook = made("integrated");
    String path = "/v1/admin/webhooks/" + webhook.path("id");
    List<String> all = List.of("read", "write", "admin");
    RequestSpecification ofBob = gateway(tenant, List.of("user:bob"), all);

    for (RequestSpecification stranger :
        List.of(ofBob, gateway("other-" + tenant, List.of("*"), all))) {
      for (String operation : List.of("", "/deliveries")) {
        RestAssured.given().spec(stranger).get(path + operation).then().statusCode(404);
      }
      for (String operation : List.of("/rotate", "/test")) {
        RestAssured.given().spec(stranger).post(path + operation).then().statusCode(404);
      }
      RestAssured.given().spec(stranger).delete(path).then().statusCode(404);
      RestAssured.given().spec(stranger).get("/v1/admin/webhooks").then().body("webhooks", empty());
    }
    gateway().get("/v1/admin/webhooks").then().statusCode(403);
    ofBob
        .body(Map.of("url", url("/"), "spaces", List.of("user:*")))
        .post("/v1/admin/webhooks")
        .then()
        .statusCode(403);
    make(Map.of("url", "ftp://example.org/"))
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("url"));
    make(Map.of("url", "https://user:pw@example.org/")).then().statusCode(400);
    make(Map.of("url", "https://no-such-host.invalid/")).then().statusCode(400);
    make(Map.of("url", url("/"), "events", List.of("deleted")))
        .then()
        .statusCode(400)
        .body("errors[0].field", startsWith("events"));
    make(Map.of("url", url("/"), "spaces", List.of("a*b")))
        .then()
        .statusCode(400)
        .body("errors[0].field", equalTo("spaces[0]"));
    admin().delete(path).then().statusCode(204);
    admin().get(path).then().statusCode(404);
  }

  // ---- what tests do

  private RequestSpecification admin() {
    return gateway(tenant, List.of("*"), List.of("read", "write", "admin"));
  }

  private Response made(String... events) {
    Response made = make(Map.of("url", url("/hook"), "events", List.of(events)));
    made.then().statusCode(201).body("secret", startsWith("whsec_")).body("spaces", contains("*"));
    return made;
  }

  private Response make(Map<String, Object> webhook) {
    return admin().body(webhook).post("/v1/admin/webhooks");
  }

  private String url(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  private Response get(Response webhook) {
    return admin().get("/v1/admin/webhooks/" + webhook.path("id"));
  }

  private Response deliveries(Response webhook) {
    return admin().get("/v1/admin/webhooks/" + webhook.path("id") + "/deliveries");
  }

  private void awaitDelivery(Response webhook, String state, String outcome) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            deliveries(webhook)
                .then()
                .body("deliveries[0].status", equalTo(state))
                .body("deliveries[0].outcome", equalTo(outcome)));
  }

  private void awaitOutcome(Response webhook, String outcome) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> deliveries(webhook).then().body("deliveries[0].outcome", equalTo(outcome)));
  }

  private Received first() {
    await().atMost(PATIENCE).until(() -> !received.isEmpty());
    return received.getFirst();
  }

  private static JsonNode payload(Received told) {
    try {
      return JSON.readTree(told.body().substring(told.body().indexOf(' ')));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What a receiver computes, after the specification. */
  private static String signed(String secret, Received told) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
    String body = told.body().substring(told.body().indexOf(' ') + 1);
    String content = told.id() + "." + told.timestamp() + "." + body;
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(UTF_8)));
  }

  private void understood(UUID id) {
    graph.mentions(
        new EpisodeMentions(id, 1, 1, List.of(new Mention(UUID.randomUUID(), "Bob", "person", 1))));
    outcomes.apply(List.of(new Integrated(tenant, aliceSpaceId(), id, 1, "test-1", 1, 0)));
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
