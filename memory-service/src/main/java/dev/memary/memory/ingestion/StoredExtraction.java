package dev.memary.memory.ingestion;

import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was understood of an episode, kept so that the graph can be rebuilt without asking a model
 * again.
 *
 * @param extractor what extracted it, with its version
 * @param body the extraction as JSON
 * @param effort how it came about
 */
public record StoredExtraction(
    UUID spaceId, UUID episodeId, int generation, String extractor, String body, Effort effort) {

  /**
   * How an extraction came about.
   *
   * @param provisional no model answered: one is asked again
   * @param rejected why what a model answered could not be used, as a code
   * @param model who answered; null when none did
   * @param costUsd in US dollars, as far as it is known
   */
  public record Effort(
      boolean provisional,
      @Nullable String rejected,
      @Nullable String model,
      int promptTokens,
      int completionTokens,
      BigDecimal costUsd) {}
}
