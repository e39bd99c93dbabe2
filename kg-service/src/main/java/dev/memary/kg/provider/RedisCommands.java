package dev.memary.kg.provider;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerName;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Redis, left alone for some seconds when it does not answer. */
@ApplicationScoped
public class RedisCommands {
  private static final Logger LOG = Logger.getLogger(RedisCommands.class);
  private static final String NAME = "redis";

  private final RedisDataSource redis;

  public RedisCommands(RedisDataSource redis) {
    this.redis = redis;
  }

  void tell(@Observes StartupEvent event, CircuitBreakerMaintenance breakers) {
    breakers.onStateChange(
        NAME,
        state -> {
          if (state == CircuitBreakerState.OPEN) {
            LOG.warn(
                "Redis does not answer; every search is computed, and what is forgotten waits for"
                    + " its receipt until it does. Check memary.redis.url");
          }
        });
  }

  /** Null when Redis answers with nothing. */
  @CircuitBreaker(requestVolumeThreshold = 2, delay = 5_000)
  @CircuitBreakerName(NAME)
  public @Nullable Response execute(String command, String... arguments) {
    return redis.execute(command, arguments);
  }
}
