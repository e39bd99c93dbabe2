package dev.memary.kg.indexing;

import java.util.List;

/** Port: embeddings, from llm-router-service. */
public interface Embedder {
  /**
   * Embeds every text.
   *
   * @throws RuntimeException when the router cannot answer now
   */
  Embeddings embed(List<String> texts);

  /** Vectors in the order of the texts, and the model that made them. */
  record Embeddings(List<float[]> vectors, String model) {}
}
