package dev.memary.router.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.kit.identity.CallableBy;
import dev.memary.kit.identity.Services;
import dev.memary.router.embeddings.Embedder;
import dev.memary.router.embeddings.Embedder.InputType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** OpenAI's embeddings, answered in this process. */
@Path("/v1/embeddings")
@CallableBy({Services.GATEWAY, Services.KG, Services.MEMORY, Services.AGENT})
public class EmbeddingsResource {
  private static final int MAX_INPUTS = 256;
  private static final int MAX_CHARACTERS = 64_000;
  private static final String ALIAS = "embed";

  private final Embedder embedder;

  public EmbeddingsResource(Embedder embedder) {
    this.embedder = embedder;
  }

  /**
   * {@code input} is a text or a list of texts; {@code encoding_format} is float or base64; {@code
   * input_type}, beyond OpenAI's API, is passage (the default) for what is searched and query for
   * what searches.
   */
  public record EmbeddingRequest(
      @Nullable String model,
      @Nullable JsonNode input,
      @Nullable String encodingFormat,
      @Nullable String inputType) {}

  /** The vectors, in the order of the texts. */
  public record EmbeddingResponse(String object, List<Item> data, String model, Usage usage) {}

  /** One vector: an array of numbers, or base64 of little-endian 32-bit floats. */
  public record Item(String object, int index, Object embedding) {}

  /** What was read. */
  public record Usage(int promptTokens, int totalTokens) {}

  @POST
  @RunOnVirtualThread
  public Response embed(EmbeddingRequest request) {
    if (request == null || request.model() == null) {
      return LlmError.invalid("model", "model is needed, such as '" + ALIAS + "'");
    }
    if (!request.model().equals(ALIAS) && !request.model().equals(embedder.model())) {
      return LlmError.respond(
          404,
          "invalid_request_error",
          "model_not_found",
          "model",
          "There is no such embedding model; GET /v1/models lists what there is.");
    }
    String format = request.encodingFormat() == null ? "float" : request.encodingFormat();
    if (!format.equals("float") && !format.equals("base64")) {
      return LlmError.invalid("encoding_format", "encoding_format must be float or base64");
    }
    String type = request.inputType() == null ? "passage" : request.inputType();
    if (!type.equals("passage") && !type.equals("query")) {
      return LlmError.invalid("input_type", "input_type must be passage or query");
    }
    List<String> texts = texts(request.input());
    if (texts.isEmpty()) {
      return LlmError.invalid(
          "input",
          "input must be a text or a list of 1 to %d texts of 1 to %d characters"
              .formatted(MAX_INPUTS, MAX_CHARACTERS));
    }
    return Response.ok(
            respond(
                embedder.embed(texts, InputType.valueOf(type.toUpperCase(Locale.ROOT))), format))
        .build();
  }

  /** The texts, or nothing when the input is not what it should be. */
  private static List<String> texts(@Nullable JsonNode input) {
    List<String> texts = new ArrayList<>();
    if (input == null) {
      return texts;
    }
    Iterable<JsonNode> nodes = input.isArray() ? input : List.of(input);
    for (JsonNode node : nodes) {
      boolean usable =
          node.isTextual() && !node.asText().isBlank() && node.asText().length() <= MAX_CHARACTERS;
      if (!usable || texts.size() == MAX_INPUTS) {
        return List.of();
      }
      texts.add(node.asText());
    }
    return texts;
  }

  private EmbeddingResponse respond(Embedder.Embeddings embeddings, String format) {
    List<Item> items = new ArrayList<>();
    for (float[] vector : embeddings.vectors()) {
      Object encoded = format.equals("base64") ? base64(vector) : vector;
      items.add(new Item("embedding", items.size(), encoded));
    }
    return new EmbeddingResponse(
        "list", items, embedder.model(), new Usage(embeddings.tokens(), embeddings.tokens()));
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
