package dev.memary.agent.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where language models are asked, and how long an answer is waited for. */
@ConfigMapping(prefix = "memary.router")
public interface RouterConfig {
  /** llm-router-service. */
  @WithDefault("http://127.0.0.1:8084")
  URI url();

  /** How long a connection may take. */
  @WithDefault("PT1S")
  Duration connectTimeout();

  /** How long until the router begins to reply; one that is not streamed is complete by then. */
  @WithDefault("PT120S")
  Duration answerTimeout();

  /** How long a stream may be silent before it counts as broken. */
  @WithDefault("PT60S")
  Duration idleTimeout();
}
