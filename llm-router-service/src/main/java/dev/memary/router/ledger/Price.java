package dev.memary.router.ledger;

import dev.memary.router.chat.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * What a model costs, in US dollars.
 *
 * @param input a million prompt tokens
 * @param cachedInput a million prompt tokens that the provider had already computed
 * @param output a million tokens of the answer
 * @param request a request, whatever its length
 * @param gpuHour an hour of the GPU of a local node
 */
public record Price(
    BigDecimal input,
    BigDecimal cachedInput,
    BigDecimal output,
    BigDecimal request,
    BigDecimal gpuHour) {
  private static final int DECIMALS = 9;
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal HOUR_NANOS = BigDecimal.valueOf(Duration.ofHours(1).toNanos());

  /** What the provider says it charges, or what this price makes of the tokens and the GPU time. */
  public BigDecimal of(Usage usage, Duration gpu) {
    if (usage.cost() != null) {
      return usage.cost();
    }
    boolean asked = usage.promptTokens() > 0 || usage.completionTokens() > 0;
    return tokens(input, usage.promptTokens() - usage.cachedTokens())
        .add(tokens(cachedInput, usage.cachedTokens()))
        .add(tokens(output, usage.completionTokens()))
        .add(asked ? request : BigDecimal.ZERO)
        .add(
            gpuHour
                .multiply(BigDecimal.valueOf(gpu.toNanos()))
                .divide(HOUR_NANOS, DECIMALS, RoundingMode.HALF_UP));
  }

  private static BigDecimal tokens(BigDecimal million, long tokens) {
    return million
        .multiply(BigDecimal.valueOf(tokens))
        .divide(MILLION, DECIMALS, RoundingMode.HALF_UP);
  }
}
