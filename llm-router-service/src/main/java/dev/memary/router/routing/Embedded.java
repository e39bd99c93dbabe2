package dev.memary.router.routing;

import dev.memary.router.embeddings.Embeddings;
import java.util.List;

/**
 * Texts that were embedded.
 *
 * @param before nodes that were tried before
 */
public record Embedded(Embeddings embeddings, List<Attempt> before) {
  public Embedded {
    before = List.copyOf(before);
  }
}
