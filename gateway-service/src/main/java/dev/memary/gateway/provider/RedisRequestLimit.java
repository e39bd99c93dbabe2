package dev.memary.gateway.provider;

import dev.memary.gateway.limits.Quota;
import dev.memary.gateway.limits.RequestLimit;
import dev.memary.gateway.limits.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * A token bucket per key in Redis, so that all replicas share it. Without Redis nothing is limited:
 * the door stays open rather than shut.
 */
@ApplicationScoped
public class RedisRequestLimit implements RequestLimit {
  private static final Logger LOG = Logger.getLogger(RedisRequestLimit.class);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final long PATIENCE_MILLIS = 250;

  /** How long Redis is left alone after a failure, so that requests do not wait for it in turn. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final Function<List<String>, Future<Response>> eval;
  private final RequestLimitConfig config;
  private final Counter open;
  private final String script = read("/dev/memary/gateway/provider/gcra.lua");
  private final AtomicReference<Instant> silentUntil = new AtomicReference<>(Instant.MIN);
  private volatile Instant restUntil = Instant.MIN;

  @Inject
  public RedisRequestLimit(RedisAPI redis, RequestLimitConfig config, MeterRegistry metrics) {
    this(redis::eval, config, metrics);
  }

  RedisRequestLimit(
      Function<List<String>, Future<Response>> eval,
      RequestLimitConfig config,
      MeterRegistry metrics) {
    if (!(config.requestsPerSecond() > 0) || config.requestsBurst() < 1) {
      throw new IllegalArgumentException(
          "memary.limits.requests-per-second and requests-burst must be more than 0");
    }
    this.eval = eval;
    this.config = config;
    this.open =
        Counter.builder("memary_request_limit_open_total")
            .description("Requests that were let in uncounted because Redis did not answer")
            .register(metrics);
  }

  @Override
  public CompletionStage<Verdict> take(String tenantId, String keyId) {
    if (Instant.now().isBefore(restUntil)) {
      return Future.succeededFuture(uncounted()).toCompletionStage();
    }
    return eval.apply(
            List.of(
                script,
                "1",
                "memary:requests:" + tenantId + ":" + keyId,
                "" + config.requestsBurst(),
                "" + config.requestsPerSecond(),
                "1"))
        .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .map(this::verdict)
        .otherwise(this::unanswered)
        .toCompletionStage();
  }

  private Verdict verdict(Response answer) {
    Quota quota = new Quota(config.requestsBurst(), answer.get(1).toLong(), micros(answer.get(3)));
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

  private Verdict unanswered(Throwable failure) {
    Instant now = Instant.now();
    restUntil = now.plus(REST);
    Instant until = silentUntil.get();
    if (!now.isBefore(until) && silentUntil.compareAndSet(until, now.plus(QUIET))) {
      LOG.warnf(
          "Redis does not answer (%s); requests are let in without a limit until it does. Check"
              + " memary.redis.url",
          failure.getClass().getSimpleName());
    }
    return uncounted();
  }

  private static String read(String resource) {
    try (InputStream in = RedisRequestLimit.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
