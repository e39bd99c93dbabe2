package dev.memary.gateway.api;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** Where the services behind the door are. */
@ConfigMapping(prefix = "memary")
public interface UpstreamConfig {
  /** agent-service. */
  Address agent();

  /** memory-service. */
  Address memory();

  /** llm-router-service. */
  Address router();

  /** Where a service listens. */
  interface Address {
    /** Base address, such as {@code http://127.0.0.1:8082}. */
    URI url();
  }
}
