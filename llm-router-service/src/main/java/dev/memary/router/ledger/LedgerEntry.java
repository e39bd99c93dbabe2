package dev.memary.router.ledger;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one target had to do with one request.
 *
 * @param keyId the credential behind the request
 * @param alias what the request asked for, {@code other} when it is no configured name
 * @param target {@code provider/model}
 * @param node address of the local node; empty for a cloud provider
 * @param cloud whether the request left the user's own machines
 * @param outcome answered, abandoned (the client left), or the kind of the failure
 * @param estimated whether the tokens were counted here, because the answer was cut off
 * @param gpu time a GPU worked for it: the time of its slot, divided by the slots of the model
 * @param cost in US dollars
 * @param firstToken from the arrival of the request to its first content; null when none came
 * @param whole from the arrival of the request to the end
 */
public record LedgerEntry(
    UUID id,
    String tenantId,
    String keyId,
    Instant at,
    String alias,
    String target,
    String node,
    boolean cloud,
    String outcome,
    long promptTokens,
    long cachedTokens,
    long completionTokens,
    boolean estimated,
    Duration gpu,
    BigDecimal cost,
    @Nullable Duration firstToken,
    Duration whole) {

  public LedgerEntry {
    if (tenantId.isBlank() || keyId.isBlank()) {
      throw new IllegalArgumentException("an entry has a tenant and a credential");
    }
    at = at.truncatedTo(ChronoUnit.MICROS);
  }
}
