package dev.memary.gateway.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How often each key may call. */
@ConfigMapping(prefix = "memary.limits")
public interface RequestLimitConfig {
  /** Requests a key may send in a second, on average. */
  @WithDefault("200")
  double requestsPerSecond();

  /** Requests it may send at once after a rest. */
  @WithDefault("400")
  long requestsBurst();
}
