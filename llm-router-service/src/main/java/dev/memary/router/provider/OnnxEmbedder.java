package dev.memary.router.provider;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.e5smallv2q.E5SmallV2QuantizedEmbeddingModel;
import dev.memary.router.embeddings.Embedder;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * e5-small-v2, quantised, 384 dimensions. One thread per processor: more would only queue inside
 * ONNX.
 */
@Startup
@ApplicationScoped
public class OnnxEmbedder implements Embedder {
  private static final String MODEL = "e5-small-v2-q";

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().name("embed-", 0).factory());
  private final EmbeddingModel model = new E5SmallV2QuantizedEmbeddingModel(threads);

  public OnnxEmbedder() {
    model.embed("warm up before the first request");
  }

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public Embeddings embed(List<String> texts, InputType type) {
    String prefix = prefix(type);
    var response =
        model.embedAll(texts.stream().map(text -> TextSegment.from(prefix + text)).toList());
    var usage = response.tokenUsage();
    int tokens = usage == null || usage.inputTokenCount() == null ? 0 : usage.inputTokenCount();
    return new Embeddings(response.content().stream().map(e -> e.vector()).toList(), tokens);
  }

  /**
   * E5 was trained with these (Wang et al. 2022, "Text Embeddings by Weakly-Supervised Contrastive
   * Pre-training").
   */
  private static String prefix(InputType type) {
    return switch (type) {
      case PASSAGE -> "passage: ";
      case QUERY -> "query: ";
    };
  }

  @PreDestroy
  void close() {
    threads.shutdown();
  }
}
