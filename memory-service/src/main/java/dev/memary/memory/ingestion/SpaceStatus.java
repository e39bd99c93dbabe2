package dev.memary.memory.ingestion;

import java.math.BigDecimal;

/**
 * How far a space has come, in episodes.
 *
 * @param pending not yet both searchable and understood
 */
public record SpaceStatus(
    long episodes, long pending, long failed, long rejected, Understanding understanding) {

  /**
   * By whom a space's episodes were understood, and what models took for it since the first one.
   *
   * @param provisional those by rules that a model is to be asked about again
   */
  public record Understanding(
      long byModel,
      long byRules,
      long provisional,
      long promptTokens,
      long completionTokens,
      BigDecimal costUsd) {
    public static final Understanding NONE = new Understanding(0, 0, 0, 0, 0, BigDecimal.ZERO);
  }
}
