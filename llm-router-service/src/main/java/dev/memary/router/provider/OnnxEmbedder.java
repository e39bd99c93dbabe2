package dev.memary.router.provider;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure.Refused;
import dev.memary.router.embeddings.Embedder;
import dev.memary.router.embeddings.Embeddings;
import dev.memary.router.embeddings.Prefixes;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * e5-small-v2, quantised, 384 dimensions. A text is embedded by one thread, as many texts at once
 * as there are processors; ONNX's own threads, which spin while they wait, stay off.
 */
@Startup
@ApplicationScoped
public class OnnxEmbedder implements Embedder {
  static final String MODEL = "e5-small-v2-q";

  /**
   * E5 was trained with these (Wang et al. 2022, "Text Embeddings by Weakly-Supervised Contrastive
   * Pre-training").
   */
  static final Prefixes PREFIXES = new Prefixes("passage: ", "query: ");

  private static final int DIMENSIONS = 384;
  private static final Executor WAITING = Executors.newVirtualThreadPerTaskExecutor();

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          Thread.ofPlatform().name("embed-", 0).factory());
  private final EmbeddingModel model = new E5Small(threads);

  public OnnxEmbedder() {
    model.embed("warm up before the first request");
  }

  @Override
  public Uni<Embeddings> embed(List<String> texts, @Nullable Integer dimensions) {
    if (dimensions != null && dimensions != DIMENSIONS) {
      String message = "dimensions must be %d: %s has no others".formatted(DIMENSIONS, MODEL);
      return Uni.createFrom()
          .failure(new ProviderException(new Refused(400, "invalid_value", message, "dimensions")));
    }
    return Uni.createFrom().item(() -> embed(texts)).runSubscriptionOn(WAITING);
  }

  private Embeddings embed(List<String> texts) {
    var response = model.embedAll(texts.stream().map(TextSegment::from).toList());
    var usage = response.tokenUsage();
    int tokens = usage == null || usage.inputTokenCount() == null ? 0 : usage.inputTokenCount();
    return new Embeddings(response.content().stream().map(Embedding::vector).toList(), tokens);
  }

  @PreDestroy
  void close() {
    threads.shutdown();
  }

  /** The library's model, in a session that is ours to configure. */
  private static final class E5Small extends AbstractInProcessEmbeddingModel {
    private final OnnxBertBiEncoder encoder;

    E5Small(Executor threads) {
      super(threads);
      try (InputStream tokenizer = resource(MODEL + "-tokenizer.json");
          InputStream model = resource(MODEL + ".onnx");
          var options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        encoder =
            new OnnxBertBiEncoder(
                environment,
                environment.createSession(model.readAllBytes(), options),
                tokenizer,
                PoolingMode.MEAN);
      } catch (IOException | OrtException e) {
        throw new IllegalStateException("The embedding model cannot be loaded", e);
      }
    }

    private static InputStream resource(String name) {
      return Objects.requireNonNull(
          Thread.currentThread().getContextClassLoader().getResourceAsStream(name), name);
    }

    @Override
    protected OnnxBertBiEncoder model() {
      return encoder;
    }

    @Override
    protected Integer knownDimension() {
      return DIMENSIONS;
    }
  }
}
