package dev.memary.router.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.router.embeddings.Embedder;
import dev.memary.router.embeddings.Embeddings;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model of OpenAI's or of whatever is compatible. */
record OpenAiEmbedder(EmbeddingExchange exchange, URI address, String model, @Nullable String key)
    implements Embedder {

  @Override
  public Uni<Embeddings> embed(List<String> texts, @Nullable Integer dimensions) {
    return exchange
        .post(
            URI.create(address + "/embeddings"),
            key == null ? Map.of() : Map.of("Authorization", "Bearer " + key),
            request(texts, dimensions),
            OpenAiErrors::failure)
        .map(answer ->
            EmbeddingExchange.embeddings(
                vectors(answer),
                texts.size(),
                dimensions,
                answer.at("/usage/prompt_tokens").asLong(0)));
  }

  private ObjectNode request(List<String> texts, @Nullable Integer dimensions) {
    ObjectNode request = exchange.json().createObjectNode().put("model", model);
    texts.forEach(request.putArray("input")::add);
    request.put("encoding_format", "base64"); // a quarter of the size; numbers are read as well
    if (dimensions != null) {
      request.put("dimensions", dimensions);
    }
    return request;
  }

  private static List<JsonNode> vectors(JsonNode answer) {
    return EmbeddingExchange.list(answer.path("data")).stream()
        .sorted(Comparator.comparingInt(item -> item.path("index").asInt()))
        .map(item -> item.path("embedding"))
        .toList();
  }
}
