package dev.memary.kit.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Keys of this service and of those it believes. */
@ConfigMapping(prefix = "memary.identity")
public interface IdentityConfig {
  /** This service's name: the issuer of what it signs and the audience it answers to. */
  String service();

  /** This service's private key, a JWK file. Its {@code kid} is the service's name. */
  Path privateKey();

  /** The public keys of every service, a JWKS file; {@code kid} is the service's name. */
  Path trustedKeys();

  /** How long a token lives: longer than the longest turn. */
  @WithDefault("PT10M")
  Duration tokenLife();
}
