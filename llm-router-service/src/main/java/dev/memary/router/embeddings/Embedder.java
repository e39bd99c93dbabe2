package dev.memary.router.embeddings;

import java.util.List;

/** Port: a model that embeds texts. */
public interface Embedder {
  /** Name of the model; vectors of models with different names are never compared. */
  String model();

  /** Embeds every text, in order. */
  Embeddings embed(List<String> texts, InputType type);

  /** What the texts are for; some models embed the two differently. */
  enum InputType {
    /** Something that is searched. */
    PASSAGE,
    /** Something that searches. */
    QUERY
  }

  /** Vectors in the order of the texts, and how many tokens were read. */
  record Embeddings(List<float[]> vectors, int tokens) {}
}
