package dev.memary.worker.understanding;

import java.time.Duration;

/**
 * How much is asked of models.
 *
 * @param messages episodes of a session in one question
 * @param tokens of their text in one question; a longer episode is asked about alone
 * @param calls questions at once
 * @param patience how long a batch of events may take; what is left then is learnt without a model
 * @param pause how long none is asked after one did not answer, unless it said so itself
 * @param dailyTokens for each space and day; 0 is without limit
 */
public record ModelLimits(
    int messages, int tokens, int calls, Duration patience, Duration pause, long dailyTokens) {
  public ModelLimits {
    if (messages < 1 || tokens < 1 || calls < 1 || dailyTokens < 0) {
      throw new IllegalArgumentException(
          "memary.extraction: messages, tokens and calls are at least 1, daily-tokens at least 0");
    }
  }
}
