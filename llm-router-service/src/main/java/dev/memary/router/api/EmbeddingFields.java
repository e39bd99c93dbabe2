package dev.memary.router.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.router.api.EmbeddingsResource.EmbeddingRequest;
import dev.memary.router.embeddings.EmbeddingCall;
import dev.memary.router.embeddings.InputType;
import jakarta.ws.rs.WebApplicationException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the fields of a request for embeddings say, once they are what they must be. */
record EmbeddingFields(
    String model,
    List<String> texts,
    boolean packed,
    @Nullable Integer dimensions,
    InputType type) {
  private static final int MAX_INPUTS = 256;
  private static final int MAX_CHARACTERS = 64_000;

  static EmbeddingFields checked(@Nullable EmbeddingRequest request) {
    if (request == null || request.model() == null) {
      throw invalid("model", "model is needed, such as 'embed'");
    }
    if (!ModelName.isOne(request.model())) {
      throw invalid("model", "model must be " + ModelName.EXPECTED);
    }
    if (request.dimensions() != null && request.dimensions() < 1) {
      throw invalid("dimensions", "dimensions must be at least 1");
    }
    return new EmbeddingFields(
        request.model(),
        texts(request.input()),
        packed(request.encodingFormat()),
        request.dimensions(),
        type(request.inputType()));
  }

  EmbeddingCall call(String tenant, boolean localOnly, long deadline) {
    return new EmbeddingCall(model, texts, type, dimensions, tenant, localOnly, deadline);
  }

  private static List<String> texts(@Nullable JsonNode input) {
    Iterable<JsonNode> nodes = input == null ? List.of() : input.isArray() ? input : List.of(input);
    List<String> texts = new ArrayList<>();
    for (JsonNode node : nodes) {
      boolean usable =
          node.isTextual() && !node.asText().isBlank() && node.asText().length() <= MAX_CHARACTERS;
      if (!usable || texts.size() == MAX_INPUTS) {
        throw wrongInput();
      }
      texts.add(node.asText());
    }
    if (texts.isEmpty()) {
      throw wrongInput();
    }
    return texts;
  }

  private static WebApplicationException wrongInput() {
    return invalid(
        "input",
        "input must be a text or a list of 1 to %d texts of 1 to %d characters"
            .formatted(MAX_INPUTS, MAX_CHARACTERS));
  }

  private static boolean packed(@Nullable String format) {
    return switch (format) {
      case "float" -> false;
      case "base64" -> true;
      case null -> false;
      default -> throw invalid("encoding_format", "encoding_format must be float or base64");
    };
  }

  private static InputType type(@Nullable String type) {
    return switch (type) {
      case "passage" -> InputType.PASSAGE;
      case "query" -> InputType.QUERY;
      case null -> InputType.PASSAGE;
      default -> throw invalid("input_type", "input_type must be passage or query");
    };
  }

  private static WebApplicationException invalid(String field, String message) {
    return new WebApplicationException(LlmError.invalid(field, message));
  }
}
