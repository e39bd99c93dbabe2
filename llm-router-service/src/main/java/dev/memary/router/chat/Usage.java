package dev.memary.router.chat;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an answer took.
 *
 * @param cachedTokens prompt tokens that were not computed anew
 * @param cost what the provider says it charges, in US dollars; null when it does not say
 */
public record Usage(
    long promptTokens, long completionTokens, long cachedTokens, @Nullable BigDecimal cost) {
  public static final Usage NONE = new Usage(0, 0, 0, null);
}
