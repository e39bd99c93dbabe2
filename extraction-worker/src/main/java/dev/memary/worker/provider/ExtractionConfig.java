package dev.memary.worker.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Who finds out what messages mean, and how much that may take. */
@ConfigMapping(prefix = "memary.extraction")
public interface ExtractionConfig {
  /**
   * {@code model}: a language model, and the rules of the classical extractor while none answers.
   * {@code classical}: the rules alone.
   */
  @WithDefault("model")
  By by();

  /** The model, by a name that the router knows. */
  @WithDefault("chat")
  String model();

  /** Whether messages are kept from every cloud provider. */
  @WithDefault("false")
  boolean localOnly();

  /** Messages of a session that are asked about at once. */
  @WithDefault("8")
  int messages();

  /** Tokens of their text; a longer message is asked about alone. */
  @WithDefault("1500")
  int tokens();

  /** The most tokens of an answer. */
  @WithDefault("3000")
  int answerTokens();

  /** How long an answer is waited for. */
  @WithDefault("PT60S")
  Duration answerTimeout();

  /** Questions that each replica asks at once. */
  @WithDefault("4")
  int calls();

  /**
   * How long a batch of events may take; the messages that are left then are understood by rules,
   * and by a model later.
   */
  @WithDefault("PT2M")
  Duration patience();

  /** How long no model is asked after none answered, unless the router says how long. */
  @WithDefault("PT15S")
  Duration pause();

  /**
   * Tokens of models for each space and day, UTC; what comes then is understood by rules until the
   * next day. 0 is without limit.
   */
  @WithDefault("500000")
  long dailyTokens();

  /** Who understands. */
  enum By {
    MODEL,
    CLASSICAL
  }
}
