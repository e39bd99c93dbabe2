package dev.memary.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;

import dev.memary.memory.limits.IngestLimit;
import dev.memary.memory.limits.Verdict;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IngestLimitTest extends MemoryServiceTest {
  @Inject IngestLimit limit;
  @Inject AgroalDataSource app;

  @Test
  void accepted_tellsWhatIsLeft() {
    Response answer = remember("k", "x");

    answer.then().statusCode(202).header("RateLimit-Limit", "5000");
    answer.then().header("RateLimit-Remaining", "4999").header("RateLimit-Reset", "1");
  }

  @Test
  void invalid_costsNothing() {
    gateway().body("{\"user_id\": \"alice\"}").post("/v1/memories").then().statusCode(400);

    remember("k", "x").then().header("RateLimit-Remaining", "4999");
  }

  @Test
  void usedUp_429WithRetryAfter_andNothingIsRecorded() {
    useUp();

    remember("k", "x")
        .then()
        .statusCode(429)
        .contentType("application/problem+json")
        .header("Retry-After", Integer::parseInt, greaterThan(60))
        .header("RateLimit-Remaining", "0")
        .header("RateLimit-Reset", notNullValue())
        .body("type", equalTo("urn:memary:problem:too-many-requests"));
    assertThat(Sql.count(app, tenant, "episode")).isZero();
    assertThat(Sql.count(app, tenant, "space")).isZero();
    assertThat(Sql.count(app, tenant, "idempotency_key")).isZero();
    gateway("other-" + tenant, List.of("*"), List.of("write"))
        .body("{\"user_id\": \"alice\", \"text\": \"x\"}")
        .post("/v1/memories")
        .then()
        .statusCode(202);
  }

  @Test
  void repeatedRequest_isAnsweredAlthoughAllIsUsedUp() {
    UUID first = firstMemory(remember("k", "x"));
    useUp();

    assertThat(firstMemory(remember("k", "x"))).isEqualTo(first);
    remember("k", "y").then().statusCode(409);
    remember("l", "x").then().statusCode(429);
  }

  private Response remember(String key, String text) {
    return gateway()
        .header("Idempotency-Key", key)
        .body("{\"user_id\": \"alice\", \"text\": \"" + text + "\"}")
        .post("/v1/memories");
  }

  /** A full bucket gives more than it holds; then it is empty for half an hour. */
  private void useUp() {
    await().until(() -> limit.take(tenant, 1_000_000) instanceof Verdict.Granted);
  }
}
