package dev.memary.router.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.llmdouble.Fault;
import dev.memary.llmdouble.LlmDouble;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.ProviderFailure.Broken;
import dev.memary.router.chat.ProviderFailure.Busy;
import dev.memary.router.chat.ProviderFailure.ContextExceeded;
import dev.memary.router.chat.ProviderFailure.ModelMissing;
import dev.memary.router.chat.ProviderFailure.QuotaExhausted;
import dev.memary.router.chat.ProviderFailure.RateLimited;
import dev.memary.router.embeddings.Embedder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiEmbedderTest extends RemoteEmbedderTest {
  private final LlmDouble cloud = LlmDouble.start(0);

  @Test
  void dimensions_arePassedOnOnlyWhenAskedFor() {
    embed(List.of(DOG));
    embed(List.of(DOG), 64);

    assertThat(asked().get(0).has("dimensions")).isFalse();
    assertThat(asked().get(1).path("dimensions").asInt()).isEqualTo(64);
  }

  @Override
  Embedder embedder() {
    return new OpenAiEmbedder(
        exchange, URI.create(cloud.url() + "/v1"), "text-embedding-3-small", "key");
  }

  @Override
  int dimensions() {
    return 384;
  }

  @Override
  LlmDouble server() {
    return cloud;
  }

  @Override
  List<JsonNode> asked() {
    return cloud.embeddingRequests();
  }

  @Override
  Map<Fault, ProviderFailure> meanings() {
    return Map.of(
        Fault.ERROR_400, new ContextExceeded(),
        Fault.ERROR_404, new ModelMissing(),
        Fault.ERROR_500, new Broken(500),
        Fault.ERROR_503, new Busy(Duration.ofSeconds(1)),
        Fault.RATE_LIMIT, new RateLimited(Duration.ofSeconds(1)),
        Fault.QUOTA, new QuotaExhausted());
  }
}
