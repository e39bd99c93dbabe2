package dev.memary.llmdouble;

import java.time.Duration;
import java.util.List;

/**
 * How an Ollama is set up.
 *
 * @param models what it has
 * @param pullable what it can pull beside that
 * @param gpuMemory bytes; what does not fit beside the resident models evicts them
 * @param parallel {@code OLLAMA_NUM_PARALLEL}: the requests that one model answers at once
 * @param maxQueue {@code OLLAMA_MAX_QUEUE}: the requests that may wait for a load
 * @param contextLength {@code OLLAMA_CONTEXT_LENGTH}: {@code num_ctx} where a request names none
 * @param keepAlive {@code OLLAMA_KEEP_ALIVE}: how long an idle model stays
 * @param perToken the pause after every token
 */
public record OllamaSettings(
    List<OllamaModel> models,
    List<OllamaModel> pullable,
    long gpuMemory,
    int parallel,
    int maxQueue,
    int contextLength,
    Duration keepAlive,
    Duration perToken) {
  public OllamaSettings {
    if (parallel < 1 || maxQueue < 1 || contextLength < 4 || gpuMemory <= 0) {
      throw new IllegalArgumentException("an Ollama has memory, a slot, a queue and a context");
    }
    models = List.copyOf(models);
    pullable = List.copyOf(pullable);
  }

  /** A GPU of 24 GB, a chat model and an embedding model, and what Ollama does by default. */
  public static OllamaSettings standard() {
    return new OllamaSettings(
        List.of(
            OllamaModel.chat(LlmDouble.MODEL)
                .withCapabilities("completion", "tools", "vision", "thinking"),
            OllamaModel.embedding(LlmDouble.MODEL + "-embed")),
        List.of(OllamaModel.chat(LlmDouble.MODEL + "-pulled")),
        24_000_000_000L,
        1,
        512,
        4_096,
        Duration.ofMinutes(5),
        Duration.ZERO);
  }

  public OllamaSettings withModels(OllamaModel... all) {
    return new OllamaSettings(
        List.of(all), pullable, gpuMemory, parallel, maxQueue, contextLength, keepAlive, perToken);
  }

  public OllamaSettings withPullable(OllamaModel... all) {
    return new OllamaSettings(
        models, List.of(all), gpuMemory, parallel, maxQueue, contextLength, keepAlive, perToken);
  }

  public OllamaSettings withGpuMemory(long bytes) {
    return new OllamaSettings(
        models, pullable, bytes, parallel, maxQueue, contextLength, keepAlive, perToken);
  }

  public OllamaSettings withParallel(int requests) {
    return new OllamaSettings(
        models, pullable, gpuMemory, requests, maxQueue, contextLength, keepAlive, perToken);
  }

  public OllamaSettings withMaxQueue(int requests) {
    return new OllamaSettings(
        models, pullable, gpuMemory, parallel, requests, contextLength, keepAlive, perToken);
  }

  public OllamaSettings withContextLength(int tokens) {
    return new OllamaSettings(
        models, pullable, gpuMemory, parallel, maxQueue, tokens, keepAlive, perToken);
  }

  public OllamaSettings withKeepAlive(Duration idle) {
    return new OllamaSettings(
        models, pullable, gpuMemory, parallel, maxQueue, contextLength, idle, perToken);
  }

  public OllamaSettings withPerToken(Duration pause) {
    return new OllamaSettings(
        models, pullable, gpuMemory, parallel, maxQueue, contextLength, keepAlive, pause);
  }
}
