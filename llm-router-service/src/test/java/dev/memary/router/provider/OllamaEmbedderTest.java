package dev.memary.router.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.llmdouble.Fault;
import dev.memary.llmdouble.OllamaDouble;
import dev.memary.llmdouble.OllamaModel;
import dev.memary.llmdouble.OllamaSettings;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.Busy;
import dev.memary.router.chat.ProviderFailure.ContextExceeded;
import dev.memary.router.chat.ProviderFailure.ModelMissing;
import dev.memary.router.chat.ProviderFailure.Refused;
import dev.memary.router.embeddings.Embedder;
import dev.memary.router.pool.LocalModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OllamaEmbedderTest extends RemoteEmbedderTest {
  private static final int CONTEXT = 256;

  private final OllamaDouble node =
      OllamaDouble.start(
          0,
          OllamaSettings.standard()
              .withModels(OllamaModel.embedding("nomic-embed-text").withDimensions(768)));

  @Test
  void tooLong_isRefusedRatherThanCut() {
    ProviderException e =
        catchThrowableOfType(
            ProviderException.class, () -> embed(List.of("short", "word ".repeat(CONTEXT * 2))));

    assertThat(e.failure()).isEqualTo(new ContextExceeded());
    assertThat(node.truncations()).isZero();
  }

  @Test
  void options_areTheSameForEveryRequest_soThatNoModelIsLoadedAgain() {
    embed(List.of(DOG));
    embed(List.of(DOG, DOG), 64);

    assertThat(asked()).allMatch(r -> r.at("/options/num_ctx").asInt() == CONTEXT);
    assertThat(node.reloads()).isZero();
  }

  @Override
  Embedder embedder() {
    LocalModel model =
        new LocalModel(
            "nomic-embed-text", CONTEXT, 1, 0, Duration.ofSeconds(1), Duration.ofSeconds(1));
    return new OllamaEmbedder(exchange, node.url(), model, "30m");
  }

  @Override
  int dimensions() {
    return 768;
  }

  @Override
  OllamaDouble server() {
    return node;
  }

  @Override
  List<JsonNode> asked() {
    return node.requests();
  }

  @Override
  Map<Fault, ProviderFailure> meanings() {
    return Map.of(
        Fault.ERROR_400, new ContextExceeded(),
        Fault.ERROR_404, new ModelMissing(),
        Fault.ERROR_500, new Broken(500),
        Fault.ERROR_503, new Busy(null),
        Fault.OUT_OF_MEMORY, new Broken(500),
        Fault.CONTENT_FILTER, new Refused(400, "invalid_request", "the prompt was refused", null));
  }
}
