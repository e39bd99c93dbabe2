package dev.memary.memory.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.memory.MemoryServiceTest;
import dev.memary.memory.limits.Verdict.Granted;
import dev.memary.memory.limits.Verdict.Refused;
import dev.memary.memory.limits.Verdict.Uncounted;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The real Redis; rates are so slow that nothing flows in while a test runs. */
@QuarkusTest
class RedisIngestLimitTest extends MemoryServiceTest {
  private static final double SLOW = 0.001;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Inject RedisDataSource redis;

  @Test
  void burst_isGranted_thenRefusedWithTheTimeToWait() {
    RedisIngestLimit limit = limit(10, Map.of());

    assertThat(((Granted) limit.take(tenant, 4)).quota().remaining()).isEqualTo(6);
    assertThat(((Granted) limit.take(tenant, 6)).quota().remaining()).isZero();
    Refused refused = (Refused) limit.take(tenant, 2);
    assertThat(refused.retryAfter()).isBetween(Duration.ofSeconds(1900), Duration.ofSeconds(2000));
    assertThat(refused.quota().limit()).isEqualTo(10);
    assertThat(refused.quota().remaining()).isZero();
    assertThat(refused.quota().reset())
        .isBetween(Duration.ofSeconds(9900), Duration.ofSeconds(10_000));
  }

  @Test
  void refused_takesNothing() {
    RedisIngestLimit limit = limit(10, Map.of());
    limit.take(tenant, 7);

    assertThat(limit.take(tenant, 4)).isInstanceOf(Refused.class);
    assertThat(limit.take(tenant, 3)).isInstanceOf(Granted.class);
  }

  @Test
  void moreThanTheBucketHolds_isGrantedWhenItIsFull_andPaysForAll() {
    RedisIngestLimit limit = limit(10, Map.of());

    assertThat(limit.take(tenant, 25)).isInstanceOf(Granted.class);
    Refused refused = (Refused) limit.take(tenant, 1);
    assertThat(refused.retryAfter()).isGreaterThan(Duration.ofSeconds(15_000));
  }

  @Test
  void atOnce_overReplicas_grantsNoMoreThanTheBurst() throws Exception {
    AtomicInteger granted = new AtomicInteger();
    List<RedisIngestLimit> replicas = List.of(limit(50, Map.of()), limit(50, Map.of()));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 120)
          .forEach(i ->
              threads.submit(() -> {
                if (replicas.get(i % 2).take(tenant, 1) instanceof Granted) {
                  granted.incrementAndGet();
                }
              }));
    }

    assertThat(granted).hasValue(50);
  }

  @Test
  void tenantWithItsOwnRate_andOthers() {
    RedisIngestLimit limit = limit(1, Map.of(tenant, override(Optional.of(3L))));

    assertThat(((Granted) limit.take(tenant, 1)).quota().limit()).isEqualTo(3);
    assertThat(((Granted) limit.take("other-" + tenant, 1)).quota().limit()).isEqualTo(1);
    assertThat(limit.take("other-" + tenant, 1)).isInstanceOf(Refused.class);
    assertThat(limit.take(tenant, 2)).isInstanceOf(Granted.class);
  }

  @Test
  void bucket_expiresByItself() {
    limit(10, Map.of()).take(tenant, 1);

    assertThat(redis.key().pttl("memary:ingest:" + tenant)).isPositive();
  }

  @Test
  void redisDown_letsInUncounted_andIsNotAskedAgainAtOnce() {
    AtomicInteger asked = new AtomicInteger();
    RedisIngestLimit limit =
        new RedisIngestLimit(
            (command, arguments) -> {
              asked.incrementAndGet();
              throw new IllegalStateException("down");
            },
            config(1, Map.of()),
            meters);

    for (int i = 0; i < 5; i++) {
      assertThat(limit.take(tenant, 1)).isInstanceOf(Uncounted.class);
    }
    assertThat(asked.get()).isLessThan(5);
    assertThat(meters.counter("memary_ingest_limit_open_total").count()).isEqualTo(5);
  }

  private RedisIngestLimit limit(long burst, Map<String, IngestLimitsConfig.OwnRate> tenants) {
    return new RedisIngestLimit(redis::execute, config(burst, tenants), meters);
  }

  private static IngestLimitsConfig config(
      long burst, Map<String, IngestLimitsConfig.OwnRate> tenants) {
    return new IngestLimitsConfig() {
      @Override
      public Rate standard() {
        return new Rate() {
          @Override
          public double episodesPerSecond() {
            return SLOW;
          }

          @Override
          public long burst() {
            return burst;
          }
        };
      }

      @Override
      public Map<String, OwnRate> tenants() {
        return tenants;
      }

      @Override
      public int pending() {
        return 1;
      }
    };
  }

  private static IngestLimitsConfig.OwnRate override(Optional<Long> burst) {
    return new IngestLimitsConfig.OwnRate() {
      @Override
      public Optional<Double> episodesPerSecond() {
        return Optional.empty();
      }

      @Override
      public Optional<Long> burst() {
        return burst;
      }
    };
  }
}
