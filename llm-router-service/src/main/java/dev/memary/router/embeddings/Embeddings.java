package dev.memary.router.embeddings;

import java.util.List;

/**
 * Texts as vectors.
 *
 * @param vectors of length one, in the order of the texts
 * @param tokens that were read
 */
public record Embeddings(List<float[]> vectors, long tokens) {
  public Embeddings {
    vectors = List.copyOf(vectors);
  }
}
