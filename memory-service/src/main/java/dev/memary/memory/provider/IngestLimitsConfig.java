package dev.memary.memory.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Optional;

/** How much a tenant may bring in. */
@ConfigMapping(prefix = "memary.limits.ingest")
public interface IngestLimitsConfig {
  /** What a tenant may without a rate of its own. */
  @WithParentName
  Rate standard();

  /** Rates of single tenants, by their id; what is left out there is as for all. */
  Map<String, OwnRate> tenants();

  /** How many episodes of a tenant may wait to be searchable and understood. */
  @WithDefault("200000")
  int pending();

  /** A rate of episodes. */
  interface Rate {
    /** How many a tenant may record in a second, on average. */
    @WithDefault("500")
    double episodesPerSecond();

    /** How many it may record at once after a rest. */
    @WithDefault("5000")
    long burst();
  }

  /** A rate of one tenant. */
  interface OwnRate {
    /** Instead of the rate for all. */
    Optional<Double> episodesPerSecond();

    /** Instead of the burst for all. */
    Optional<Long> burst();
  }
}
