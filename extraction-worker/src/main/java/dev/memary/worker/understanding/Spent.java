package dev.memary.worker.understanding;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What a model took to answer.
 *
 * @param model who answered; null when none was asked
 * @param costUsd in US dollars, as far as it is known
 */
public record Spent(
    @Nullable String model, int promptTokens, int completionTokens, BigDecimal costUsd) {

  public static final Spent NOTHING = new Spent(null, 0, 0, BigDecimal.ZERO);

  public int tokens() {
    return promptTokens + completionTokens;
  }

  public Spent plus(Spent other) {
    return new Spent(
        other.model == null ? model : other.model,
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens,
        costUsd.add(other.costUsd));
  }

  /** The part of one of several episodes that were asked about together; the first has the rest. */
  public Spent share(int index, int of) {
    return new Spent(
        model,
        part(promptTokens, index, of),
        part(completionTokens, index, of),
        costUsd.divide(BigDecimal.valueOf(of), new MathContext(9, RoundingMode.HALF_UP)));
  }

  private static int part(int tokens, int index, int of) {
    return tokens / of + (index == 0 ? tokens % of : 0);
  }
}
