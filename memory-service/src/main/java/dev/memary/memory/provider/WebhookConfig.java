package dev.memary.memory.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Telling others at addresses of their own. */
@ConfigMapping(prefix = "memary.webhooks")
public interface WebhookConfig {
  /**
   * At least 32 characters that nobody can guess: secrets are computed from it. Without it there
   * are no webhooks. Another key makes all secrets others.
   */
  Optional<String> key();

  /**
   * Whether private networks and HTTP without S may be sent to: only where all tenants are yours.
   */
  @WithDefault("false")
  boolean allowPrivate();

  /** How long connecting and answering may take, each. */
  @WithDefault("PT10S")
  Duration timeout();

  /** The pause after a first failure; each further one is three times as long. */
  @WithDefault("PT5S")
  Duration firstPause();

  /** The longest pause. */
  @WithDefault("PT3H")
  Duration longestPause();

  /** How long a delivery is tried. */
  @WithDefault("P1D")
  Duration giveUpAfter();

  /** How long a webhook may receive nothing before it is disabled. */
  @WithDefault("P3D")
  Duration disableAfter();

  /** How long deliveries can be looked at after they are finished. */
  @WithDefault("P7D")
  Duration keep();

  /** How many are sent at once by a replica. */
  @WithDefault("50")
  int atOnce();

  /** How often it is looked for deliveries that are due. */
  @WithDefault("1s")
  String every();
}
