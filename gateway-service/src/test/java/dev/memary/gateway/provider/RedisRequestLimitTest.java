package dev.memary.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.gateway.limits.Verdict;
import dev.memary.gateway.limits.Verdict.Granted;
import dev.memary.gateway.limits.Verdict.Refused;
import dev.memary.gateway.limits.Verdict.Uncounted;
import dev.memary.kit.identity.Services;
import dev.memary.localstack.testing.TestStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisAPI;
import jakarta.inject.Inject;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The real Redis; rates are so slow that nothing flows in while a test runs. */
@QuarkusTest
@QuarkusTestResource(
    value = TestStack.class,
    initArgs = @ResourceArg(name = "service", value = Services.GATEWAY))
class RedisRequestLimitTest {
  private static final double SLOW = 0.001;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final String tenant = "t-" + UUID.randomUUID();

  @Inject RedisAPI redis;

  @Test
  void burst_isGranted_thenRefusedWithTheTimeToWait() {
    RedisRequestLimit limit = limit(3);
    List<Long> remaining = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      remaining.add(((Granted) take(limit, "k")).quota().remaining());
    }

    assertThat(remaining).containsExactly(2L, 1L, 0L);
    Refused refused = (Refused) take(limit, "k");
    assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(500), Duration.ofSeconds(1000));
    assertThat(refused.quota().limit()).isEqualTo(3);
    assertThat(refused.quota().remaining()).isZero();
    assertThat(refused.quota().reset())
        .isBetween(Duration.ofSeconds(2500), Duration.ofSeconds(3000));
  }

  @Test
  void otherKeys_andOtherTenants_haveQuotasOfTheirOwn_replicasShareOne() {
    assertThat(take(limit(1), "k")).isInstanceOf(Granted.class);
    assertThat(take(limit(1), "k")).isInstanceOf(Refused.class);
    assertThat(take(limit(1), "l")).isInstanceOf(Granted.class);
    assertThat(limit(1).take("other-" + tenant, "k").toCompletableFuture().join())
        .isInstanceOf(Granted.class);
  }

  @Test
  void bucket_expiresByItself() {
    take(limit(3), "k");
    String name = "memary:requests:" + tenant + ":k";

    assertThat(redis.pttl(name).toCompletionStage().toCompletableFuture().join().toLong())
        .isPositive();
  }

  @Test
  void redisDown_letsInUncounted_andIsNotAskedAgainAtOnce() {
    AtomicInteger asked = new AtomicInteger();
    RedisRequestLimit limit =
        new RedisRequestLimit(
            arguments -> {
              asked.incrementAndGet();
              return Future.failedFuture(new ConnectException());
            },
            config(1),
            meters);

    for (int i = 0; i < 5; i++) {
      assertThat(take(limit, "k")).isInstanceOf(Uncounted.class);
    }
    assertThat(asked.get()).isLessThan(5);
    assertThat(meters.counter("memary_request_limit_open_total").count()).isEqualTo(5);
  }

  @Test
  void redisSilent_letsInUncounted() {
    RedisRequestLimit limit =
        new RedisRequestLimit(arguments -> Future.future(never -> {}), config(1), meters);

    assertThat(take(limit, "k")).isInstanceOf(Uncounted.class);
  }

  private Verdict take(RedisRequestLimit limit, String key) {
    return limit.take(tenant, key).toCompletableFuture().join();
  }

  private RedisRequestLimit limit(long burst) {
    return new RedisRequestLimit(redis::eval, config(burst), meters);
  }

  private static RequestLimitConfig config(long burst) {
    return new RequestLimitConfig() {
      @Override
      public double requestsPerSecond() {
        return SLOW;
      }

      @Override
      public long requestsBurst() {
        return burst;
      }
    };
  }
}
