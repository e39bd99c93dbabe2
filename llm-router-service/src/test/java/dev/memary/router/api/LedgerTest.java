package dev.memary.router.api;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.memary.kit.identity.Services;
import dev.memary.llmdouble.Fault;
import dev.memary.llmdouble.LlmDouble;
import dev.memary.localstack.testing.TestTokens;
import dev.memary.router.ledger.LedgerEntry;
import dev.memary.router.ledger.LedgerStore;
import dev.memary.router.ledger.LedgerStore.Grouping;
import dev.memary.router.ledger.UsageSum;
import dev.memary.router.pool.Pool;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class LedgerTest extends RouterServiceTest {
  private static final String CHAT =
      """
      {"model": "%s", "stream": %s,
       "messages": [{"role": "system", "content": "Emma works in Bremen."},
                    {"role": "user", "content": "Where does Emma work?"}]}
      """;

  private final String tenant = "t-" + UUID.randomUUID();

  @Inject LedgerStore store;
  @Inject Pool pool;

  @BeforeEach
  void allIsWell() {
    Models.nodes()
        .forEach(node -> {
          node.reset();
          pool.cordon(node.url(), false);
          pool.probed(node.url(), true);
        });
    Models.CLOUD.reset();
  }

  @Test
  void answers_areEntered_withTokensAndCost_byWhatIsAskedFor() {
    chat("local", false);
    chat("local", true);
    chat("chat-large", false);
    chat("chat-large", true);
    chat("web", false);

    List<UsageSum> sums = entered(Grouping.TARGET, 5);
    UsageSum local = of(sums, "ollama/" + Models.LLAMA);
    assertThat(local.answered()).isEqualTo(2);
    assertThat(local.answeredLocally()).isEqualTo(2);
    assertThat(local.gpuSeconds()).isPositive();
    UsageSum cloud = of(sums, "openai/" + LlmDouble.MODEL);
    assertThat(cloud.answeredLocally()).isZero();
    assertThat(cloud.promptTokens()).isPositive();
    assertThat(cloud.costUsd())
        .as("a dollar for a thousand prompt tokens, two for a thousand of the answer")
        .isEqualByComparingTo(
            BigDecimal.valueOf(cloud.promptTokens() + 2 * cloud.completionTokens(), 3));
    assertThat(of(sums, "perplexity/sonar").costUsd()).as("says itself what it costs").isPositive();
    assertThat(entered(Grouping.ALIAS, 5))
        .extracting(UsageSum::group)
        .containsExactly("chat-large", "local", "web");
    assertThat(entered(Grouping.DAY, 5)).hasSize(1);
    assertThat(entered(Grouping.KEY, 5)).hasSize(1);
  }

  @Test
  void failures_areEnteredToo_andAnAnswerCutOffIsCounted() {
    Models.nodes().forEach(node -> node.failAlways(Fault.ERROR_500));
    chat("chat", false);
    Models.CLOUD.fail(Fault.CUT_STREAM, 1);
    chat("chat-large", true);

    List<UsageSum> sums = entered(Grouping.TARGET, 4);
    assertThat(of(sums, "ollama/" + Models.LLAMA).answered()).isZero();
    UsageSum cloud = of(sums, "openai/" + LlmDouble.MODEL);
    assertThat(cloud.requests()).isEqualTo(2);
    assertThat(cloud.answered()).isEqualTo(1);
  }

  @Test
  void usage_isTheTenantsOwn_withTheLocalShare() {
    chat("local", false);
    chat("chat-large", false);
    entered(Grouping.TARGET, 2);

    usage(tenant, "admin", "")
        .then()
        .statusCode(200)
        .body("group_by", equalTo("target"))
        .body("groups.group", hasItem("ollama/" + Models.LLAMA))
        .body("local_share", equalTo(0.5f))
        .body("local_share_goal", equalTo(0.8f));
    usage("t-another", "admin", "").then().statusCode(200).body("groups", equalTo(List.of()));
    usage(tenant, "read", "").then().statusCode(403);
  }

  @ParameterizedTest
  @CsvSource({
    "?group_by=tenant, group_by",
    "?from=yesterday, from",
    "?to=2026-01-01, to",
    "?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z, from",
    "?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z, from"
  })
  void wrongParameter_400_namesIt(String query, String field) {
    Response refused = usage(tenant, "admin", query);

    refused.then().statusCode(400);
    assertThat(refused.asString()).contains(field);
  }

  @Test
  void oldEntries_areRemoved_andNoOthers() {
    Instant old = Instant.parse("2001-01-01T00:00:00Z");
    store.append(List.of(entry(old), entry(Instant.now())));

    store.removeBefore(old.plusSeconds(1));

    Instant end = Instant.now().plusSeconds(60);
    assertThat(store.sum(tenant, old.minusSeconds(1), end, Grouping.TARGET))
        .extracting(UsageSum::requests)
        .containsExactly(1L);
  }

  @Test
  void entry_isKeptOnce() {
    LedgerEntry entry = entry(Instant.now());
    store.append(List.of(entry));
    store.append(List.of(entry));

    assertThat(entered(Grouping.TARGET, 1)).hasSize(1);
  }

  private LedgerEntry entry(Instant at) {
    return new LedgerEntry(
        UUID.randomUUID(),
        tenant,
        "k",
        at,
        "chat",
        "openai/x",
        "",
        true,
        "answered",
        1,
        0,
        1,
        false,
        Duration.ZERO,
        BigDecimal.ONE,
        null,
        Duration.ofSeconds(1));
  }

  private List<UsageSum> entered(Grouping by, long requests) {
    Instant now = Instant.now();
    return await()
        .until(
            () -> store.sum(tenant, now.minusSeconds(600), now.plusSeconds(600), by),
            sums -> sums.stream().mapToLong(UsageSum::requests).sum() == requests);
  }

  private static UsageSum of(List<UsageSum> sums, String group) {
    return sums.stream().filter(sum -> sum.group().equals(group)).findFirst().orElseThrow();
  }

  private void chat(String model, boolean streamed) {
    as(tenant, "chat", Services.AGENT)
        .body(CHAT.formatted(model, streamed))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200);
  }

  private static Response usage(String tenant, String permission, String query) {
    return as(tenant, permission, Services.GATEWAY).get("/v1/admin/usage" + query);
  }

  private static RequestSpecification as(String tenant, String permission, String issuer) {
    return given()
        .header(
            "Authorization",
            TestTokens.bearer(issuer, Services.ROUTER, tenant, List.of("*"), List.of(permission)))
        .contentType(JSON);
  }
}
