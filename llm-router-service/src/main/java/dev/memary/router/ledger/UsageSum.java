package dev.memary.router.ledger;

import java.math.BigDecimal;

/**
 * Entries of one group, summed.
 *
 * @param group the target, alias, credential or day
 * @param requests targets that were asked, whether they answered or not
 * @param answered those that did
 * @param answeredLocally those of them that never left the user's own machines
 * @param costUsd in US dollars
 */
public record UsageSum(
    String group,
    long requests,
    long answered,
    long answeredLocally,
    long promptTokens,
    long cachedTokens,
    long completionTokens,
    double gpuSeconds,
    BigDecimal costUsd) {}
