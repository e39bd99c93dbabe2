package dev.memary.router.api;

import dev.memary.llmdouble.LlmDouble;
import dev.memary.llmdouble.OllamaDouble;
import dev.memary.llmdouble.OllamaModel;
import dev.memary.llmdouble.OllamaSettings;
import dev.memary.llmdouble.PerplexityDouble;
import dev.memary.llmdouble.ServerDouble;
import dev.memary.router.pool.Pool;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Two Ollama nodes, OpenAI and Perplexity, played by doubles; a test makes them fail. */
public final class Models implements QuarkusTestResourceLifecycleManager {
  static final String LLAMA = "llama3:8b";
  static final String LLAVA = "llava:13b";
  static final String LOCAL_ONLY_TENANT = "t-local-only";

  private static final OllamaSettings NODE =
      OllamaSettings.standard()
          .withModels(
              OllamaModel.chat(LLAMA),
              OllamaModel.chat(LLAVA).withCapabilities("completion", "vision"),
              OllamaModel.embedding("nomic-embed-text").withContextLength(2048).withDimensions(768))
          .withParallel(2);

  static final OllamaDouble GPU_1 = OllamaDouble.start(0, NODE);
  static final OllamaDouble GPU_2 = OllamaDouble.start(0, NODE);
  static final LlmDouble CLOUD = LlmDouble.start(0);
  static final PerplexityDouble WEB = PerplexityDouble.start(0);

  static List<OllamaDouble> nodes() {
    return List.of(GPU_1, GPU_2);
  }

  /** Nothing fails, nothing was asked, every node is used. */
  static void allAreWell(Pool pool) {
    Stream.concat(nodes().stream(), Stream.of(CLOUD, WEB)).forEach(ServerDouble::reset);
    nodes()
        .forEach(node -> {
          pool.cordon(node.url(), false);
          pool.probed(node.url(), true);
        });
  }

  @Override
  public Map<String, String> start() {
    return Map.ofEntries(
        Map.entry("memary.ollama.nodes", GPU_1.url() + "," + GPU_2.url()),
        Map.entry("memary.openai.url", CLOUD.url() + "/v1"),
        Map.entry("memary.openai.api-key", "key-of-the-cloud"),
        Map.entry("memary.perplexity.url", WEB.url()),
        Map.entry("memary.perplexity.api-key", "key-of-the-web"),
        Map.entry("memary.routing.aliases.chat", "ollama/" + LLAMA + ",openai/" + LlmDouble.MODEL),
        Map.entry("memary.routing.aliases.chat-large", "openai/" + LlmDouble.MODEL),
        Map.entry("memary.routing.aliases.vision", "ollama/" + LLAVA),
        Map.entry("memary.routing.aliases.local", "ollama/" + LLAMA),
        Map.entry("memary.routing.models.\"ollama/" + LLAMA + "\".slots", "2"),
        Map.entry("memary.routing.models.\"openai/" + LlmDouble.MODEL + "\".price.input", "1000"),
        Map.entry("memary.routing.models.\"openai/" + LlmDouble.MODEL + "\".price.output", "2000"),
        Map.entry("memary.routing.local-only-tenants", LOCAL_ONLY_TENANT),
        Map.entry("memary.routing.limits.first-token", "PT2S"),
        Map.entry("memary.routing.limits.between-tokens", "PT1S"),
        Map.entry("memary.routing.models.\"ollama/" + LLAMA + "\".typical-load", "PT1S"));
  }

  @Override
  public void stop() {}
}
