package dev.memary.router.routing;

import dev.memary.router.chat.ChatProvider;
import dev.memary.router.pool.LocalModel;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One model of one provider.
 *
 * @param provider name of the provider in the configuration
 * @param address where a cloud provider answers; null for local nodes, which the pool chooses
 * @param local how nodes run the model; null for a cloud provider
 * @param cloud whether what is asked leaves the user's own machines
 * @param contextTokens what the model reads at most, prompt and answer together; 0 when unknown
 */
public record Target(
    String provider,
    String model,
    ChatProvider adapter,
    @Nullable URI address,
    @Nullable LocalModel local,
    boolean cloud,
    int contextTokens) {

  public Target {
    if ((address == null) == (local == null)) {
      throw new IllegalArgumentException("a target is a local model or has an address");
    }
  }

  /** Set when the user's own nodes run it. */
  public Optional<LocalModel> onNodes() {
    return Optional.ofNullable(local);
  }

  /** {@code provider/model}, as the configuration writes it. */
  public String name() {
    return provider + "/" + model;
  }
}
