package dev.memary.router.routing;

import dev.memary.router.embeddings.Embedder;
import dev.memary.router.embeddings.Prefixes;
import dev.memary.router.pool.LocalModel;
import java.util.function.Function;

/**
 * One embedding model of one provider.
 *
 * @param provider name of the provider in the configuration
 * @param cloud whether what is embedded leaves the user's own machines
 */
public record EmbeddingTarget(
    String provider, String model, Place place, boolean cloud, Prefixes prefixes) {

  /** Where the model runs. */
  public sealed interface Place {}

  /** Where it always is: in this process, or at an address. */
  public record Fixed(Embedder embedder) implements Place {}

  /**
   * On the user's own nodes, which the pool chooses. All of them run the same model, so it does not
   * matter which.
   *
   * @param on the model on the node of that address
   */
  public record OnNodes(LocalModel model, Function<String, Embedder> on) implements Place {}

  /** {@code provider/model}, as the configuration writes it. */
  public String name() {
    return provider + "/" + model;
  }
}
