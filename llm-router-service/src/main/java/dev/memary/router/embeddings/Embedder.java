package dev.memary.router.embeddings;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Port: one model, in one place, that embeds texts. */
public interface Embedder {
  /**
   * Embeds every text as a whole, in order; what is too long is refused, never cut. Fails with a
   * {@code ProviderException}; cancelling ends the work as far as it can be ended.
   *
   * @param dimensions how many numbers a vector has; null leaves it to the model
   */
  Uni<Embeddings> embed(List<String> texts, @Nullable Integer dimensions);
}
