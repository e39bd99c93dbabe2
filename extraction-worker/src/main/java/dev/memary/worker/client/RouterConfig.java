package dev.memary.worker.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where language models are asked. */
@ConfigMapping(prefix = "memary.router")
public interface RouterConfig {
  /** llm-router-service. */
  @WithDefault("http://127.0.0.1:8084")
  URI url();

  /** How long a connection may take. */
  @WithDefault("PT1S")
  Duration connectTimeout();
}
