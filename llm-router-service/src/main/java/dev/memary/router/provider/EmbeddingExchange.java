package dev.memary.router.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.CutShort;
import dev.memary.router.chat.ProviderFailure.Refused;
import dev.memary.router.embeddings.Embeddings;
import dev.memary.router.provider.ProviderHttp.Answer;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Asks a server for embeddings in JSON, and reads what it answers. */
record EmbeddingExchange(ProviderHttp http, ObjectMapper json) {
  /** A large batch takes longer to read than the threads of the streams may be kept. */
  private static final Executor READERS = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * The answer to a request.
   *
   * @param failure what an answer and its body mean that is not 200
   */
  Uni<JsonNode> post(
      URI uri,
      Map<String, String> headers,
      ObjectNode body,
      BiFunction<Answer, JsonNode, ProviderFailure> failure) {
    return http.post(uri, headers, bytes(body))
        .onItem()
        .transformToUni(answer ->
            answer.status() == 200
                ? answer.whole().emitOn(READERS).map(this::read)
                : answer.error().map(error -> refuse(failure.apply(answer, readError(error)))));
  }

  /** Vectors of length one, as many as texts and as long as was asked for. */
  static Embeddings embeddings(
      List<JsonNode> vectors, int texts, @Nullable Integer dimensions, long tokens) {
    List<float[]> read = vectors.stream().map(EmbeddingExchange::unit).toList();
    if (read.size() != texts) {
      throw new ProviderException(new Broken(200));
    }
    int length = read.getFirst().length;
    if (dimensions != null && length != dimensions) {
      throw new ProviderException(
          new Refused(
              400,
              "invalid_value",
              "dimensions must be at most %d: the model has no more".formatted(length),
              "dimensions"));
    }
    return new Embeddings(read, tokens);
  }

  private static float[] unit(JsonNode node) {
    float[] vector = node.isTextual() ? unpacked(node.asText()) : numbers(node);
    double squares = 0;
    for (float value : vector) {
      squares += value * value;
    }
    if (squares == 0 || !Double.isFinite(squares)) {
      throw new ProviderException(new Broken(200));
    }
    float length = (float) Math.sqrt(squares);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  private static float[] numbers(JsonNode node) {
    float[] vector = new float[node.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = node.get(i).floatValue();
    }
    return vector;
  }

  private static float[] unpacked(String base64) {
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
      float[] vector = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(vector);
      return vector;
    } catch (IllegalArgumentException e) {
      throw new ProviderException(new Broken(200));
    }
  }

  /** The nodes of a list. */
  static List<JsonNode> list(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).toList();
  }

  private JsonNode read(Buffer body) {
    try {
      return json.readTree(body.getBytes());
    } catch (IOException e) {
      throw new ProviderException(new CutShort());
    }
  }

  private JsonNode readError(String body) {
    try {
      return json.readTree(body).path("error");
    } catch (JsonProcessingException e) {
      return json.missingNode();
    }
  }

  private static JsonNode refuse(ProviderFailure failure) {
    throw new ProviderException(failure);
  }

  private byte[] bytes(ObjectNode body) {
    try {
      return json.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A request cannot be written", e);
    }
  }
}
