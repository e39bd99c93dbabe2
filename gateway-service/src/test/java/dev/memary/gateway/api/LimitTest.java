package dev.memary.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.kit.identity.Permission;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.RedisAPI;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LimitTest extends GatewayServiceTest {
  @Inject RedisAPI redis;

  @Test
  void used_tellsWhatIsLeft() {
    HttpResponse<String> answer = send("GET", "/v1/models", key(Permission.READ));

    assertThat(header(answer, "RateLimit-Limit")).isEqualTo("400");
    assertThat(header(answer, "RateLimit-Remaining")).isEqualTo("399");
    assertThat(header(answer, "RateLimit-Reset")).isEqualTo("1");
  }

  @Test
  void serviceThatCountsItself_isNotContradicted() {
    HttpResponse<String> answer =
        send("POST", "/v1/context", key(Permission.READ), "counted-please");

    assertThat(answer.headers().allValues("RateLimit-Limit")).containsExactly("7");
    assertThat(answer.headers().allValues("RateLimit-Remaining")).isEmpty();
  }

  @Test
  void usedUp_429WithRetryAfter_nothingPassesThrough_othersGoOn() {
    var created = created(tenant, Set.of(Permission.READ), "*");
    useUp(created.key().id().toString());
    int before = upstreams.seen(marker).size();

    HttpResponse<String> answer = send("POST", "/v1/context?" + marker, created.secret());

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(type(answer)).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("urn:memary:problem:too-many-requests");
    assertThat(Integer.parseInt(header(answer, "Retry-After"))).isBetween(1, 3600);
    assertThat(header(answer, "RateLimit-Remaining")).isEqualTo("0");
    assertThat(upstreams.seen(marker)).hasSize(before);
    assertThat(send("GET", "/v1/models", key(Permission.READ)).statusCode()).isEqualTo(200);
  }

  /** The bucket of the key is full again in an hour. */
  private void useUp(String keyId) {
    String full = "" + Instant.now().plusSeconds(3600).toEpochMilli() * 1000;
    redis
        .set(List.of("memary:requests:" + tenant + ":" + keyId, full, "EX", "3600"))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
