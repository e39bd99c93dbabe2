package dev.memary.router.pool;

import java.time.Duration;

/**
 * A model as every node runs it: one context length and one number of slots, because a request with
 * other options would make a node load it again.
 *
 * @param name Ollama's name, such as {@code llama3:8b}
 * @param contextTokens context length it is loaded with
 * @param slots requests that a node works on at once (Ollama's NUM_PARALLEL)
 * @param memoryBytes what it takes of a node's GPU memory, context included
 * @param typicalLoad how long a cold load takes, until one was seen
 * @param typicalService how long an answer takes, until one was seen
 */
public record LocalModel(
    String name,
    int contextTokens,
    int slots,
    long memoryBytes,
    Duration typicalLoad,
    Duration typicalService) {

  public LocalModel {
    if (name.isBlank() || contextTokens < 1 || slots < 1 || memoryBytes < 0) {
      throw new IllegalArgumentException(
          "a local model has a name, a context of at least 1 token and at least 1 slot");
    }
  }
}
