package dev.memary.router.chat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The one OpenAI-compatible server that answers the alias {@code chat}. */
@ConfigMapping(prefix = "memary.llm")
public interface ChatTargetConfig {
  /**
   * Base address with its version, such as {@code http://127.0.0.1:11434/v1}. Without it no model
   * can be reached.
   */
  Optional<URI> url();

  /** Sent as {@code Authorization: Bearer}. */
  Optional<String> apiKey();

  /** What the server calls the model that answers the alias {@code chat}. */
  @WithDefault("llama3:8b")
  String model();

  /** How long until the connection stands. */
  @WithDefault("PT2S")
  Duration connectTimeout();

  /** How long until the first byte of the answer; a cold model takes its time. */
  @WithDefault("PT2M")
  Duration responseTimeout();
}
