package dev.memary.router.embeddings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to embed texts.
 *
 * @param model alias or model that is asked for
 * @param dimensions how many numbers a vector is to have; null leaves it to the model
 * @param tenant whose request it is
 * @param localOnly never to be answered by a cloud provider
 * @param deadline when the client gives up, on the clock of {@link System#nanoTime()}
 */
public record EmbeddingCall(
    String model,
    List<String> texts,
    InputType type,
    @Nullable Integer dimensions,
    String tenant,
    boolean localOnly,
    long deadline) {

  public EmbeddingCall {
    texts = List.copyOf(texts);
    if (texts.isEmpty() || (dimensions != null && dimensions < 1)) {
      throw new IllegalArgumentException("a call has a text, and dimensions of at least 1");
    }
  }
}
