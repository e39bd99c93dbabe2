package dev.memary.memory.provider;

import dev.memary.memory.limits.IngestLimit;
import dev.memary.memory.limits.Quota;
import dev.memary.memory.limits.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * A token bucket per tenant in Redis, so that all replicas share it. Without Redis nothing is
 * limited: memories are worth more than fairness.
 */
@ApplicationScoped
public class RedisIngestLimit implements IngestLimit {
  private static final Logger LOG = Logger.getLogger(RedisIngestLimit.class);
  private static final Duration QUIET = Duration.ofMinutes(1);

  /** How long Redis is left alone after a failure, so that requests do not wait for it in turn. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final Commands redis;
  private final IngestLimitsConfig config;
  private final Counter open;
  private final String script = read("/dev/memary/memory/provider/gcra.lua");
  private final AtomicReference<Instant> silentUntil = new AtomicReference<>(Instant.MIN);
  private volatile Instant restUntil = Instant.MIN;

  /** Redis, as far as it is needed. */
  @FunctionalInterface
  interface Commands {
    Response execute(String command, String... arguments);
  }

  @Inject
  public RedisIngestLimit(RedisDataSource redis, IngestLimitsConfig config, MeterRegistry metrics) {
    this((command, arguments) -> redis.execute(command, arguments), config, metrics);
  }

  RedisIngestLimit(Commands redis, IngestLimitsConfig config, MeterRegistry metrics) {
    this.redis = redis;
    this.config = config;
    check(config.standard().episodesPerSecond(), config.standard().burst());
    config.tenants().keySet().forEach(tenant -> check(rate(tenant), burst(tenant)));
    this.open =
        Counter.builder("memary_ingest_limit_open_total")
            .description("Requests that were let in uncounted because Redis did not answer")
            .register(metrics);
  }

  @Override
  public Verdict take(String tenantId, int episodes) {
    if (Instant.now().isBefore(restUntil)) {
      return uncounted();
    }
    long burst = burst(tenantId);
    try {
      return verdict(
          redis.execute(
              "EVAL",
              script,
              "1",
              "memary:ingest:" + tenantId,
              "" + burst,
              "" + rate(tenantId),
              "" + episodes),
          burst);
    } catch (RuntimeException e) {
      restUntil = Instant.now().plus(REST);
      warn(e);
      return uncounted();
    }
  }

  private static void check(double rate, long burst) {
    if (!(rate > 0) || burst < 1) {
      throw new IllegalArgumentException(
          "memary.limits.ingest: episodes-per-second and burst must be more than 0");
    }
  }

  private static Verdict verdict(Response answer, long burst) {
    Quota quota = new Quota(burst, answer.get(1).toLong(), micros(answer.get(3)));
    return answer.get(0).toInteger() == 1
        ? new Verdict.Granted(quota)
        : new Verdict.Refused(quota, micros(answer.get(2)));
  }

  private static Duration micros(Response number) {
    return Duration.ofNanos(number.toLong() * 1_000);
  }

  private Verdict uncounted() {
    open.increment();
    return new Verdict.Uncounted();
  }

  private void warn(RuntimeException failure) {
    Instant now = Instant.now();
    Instant until = silentUntil.get();
    if (!now.isBefore(until) && silentUntil.compareAndSet(until, now.plus(QUIET))) {
      LOG.warnf(
          "Redis does not answer (%s); memories are recorded without a limit until it does. Check"
              + " memary.redis.url",
          failure.getClass().getSimpleName());
    }
  }

  private double rate(String tenantId) {
    return tenant(tenantId)
        .flatMap(IngestLimitsConfig.OwnRate::episodesPerSecond)
        .orElse(config.standard().episodesPerSecond());
  }

  private long burst(String tenantId) {
    return tenant(tenantId)
        .flatMap(IngestLimitsConfig.OwnRate::burst)
        .orElse(config.standard().burst());
  }

  private Optional<IngestLimitsConfig.OwnRate> tenant(String tenantId) {
    return Optional.ofNullable(config.tenants().get(tenantId));
  }

  private static String read(String resource) {
    try (InputStream in = RedisIngestLimit.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
