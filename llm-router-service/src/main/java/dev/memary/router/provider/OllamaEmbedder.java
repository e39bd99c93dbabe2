package dev.memary.router.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.router.embeddings.Embedder;
import dev.memary.router.embeddings.Embeddings;
import dev.memary.router.pool.LocalModel;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model on an Ollama node, with the native API, which does not cut in silence when it is told.
 *
 * @param keepAlive how long the node keeps it unused, in Ollama's words
 */
record OllamaEmbedder(EmbeddingExchange exchange, String node, LocalModel model, String keepAlive)
    implements Embedder {

  @Override
  public Uni<Embeddings> embed(List<String> texts, @Nullable Integer dimensions) {
    return exchange
        .post(
            URI.create(node + "/api/embed"),
            Map.of(),
            request(texts, dimensions),
            (answer, error) -> OllamaChat.failure(answer.status(), error.asText("")))
        .map(answer ->
            EmbeddingExchange.embeddings(
                EmbeddingExchange.list(answer.path("embeddings")),
                texts.size(),
                dimensions,
                answer.path("prompt_eval_count").asLong(0)));
  }

  private ObjectNode request(List<String> texts, @Nullable Integer dimensions) {
    ObjectNode request = exchange.json().createObjectNode().put("model", model.name());
    texts.forEach(request.putArray("input")::add);
    request.put("truncate", false).put("keep_alive", keepAlive);
    if (dimensions != null) {
      request.put("dimensions", dimensions);
    }
    // The same for every request, or the node would load the model again.
    request.putObject("options").put("num_ctx", model.contextTokens());
    return request;
  }
}
