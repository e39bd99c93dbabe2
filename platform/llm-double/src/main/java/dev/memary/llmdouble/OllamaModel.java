package dev.memary.llmdouble;

import java.time.Duration;
import java.util.List;

/**
 * A model that an Ollama has: what it needs, what it can and how long its load takes.
 *
 * @param name with its tag; without one it is {@code latest}, as with Ollama
 * @param size bytes on disk
 * @param sizeVram bytes on the GPU, whatever its context
 * @param contextLength the most tokens it can read; {@code num_ctx} is limited to it
 * @param capabilities such as {@code completion}, {@code tools}, {@code vision}, {@code embedding}
 */
public record OllamaModel(
    String name,
    long size,
    long sizeVram,
    int contextLength,
    List<String> capabilities,
    Duration loadTime,
    int dimensions) {
  public OllamaModel {
    if (name.isBlank() || size <= 0 || sizeVram < 0 || contextLength < 4 || dimensions < 1) {
      throw new IllegalArgumentException("a model has a name, a size and a context");
    }
    name = canonical(name);
    capabilities = List.copyOf(capabilities);
  }

  /** A model of 2 GB that chats, calls tools and loads at once. */
  public static OllamaModel chat(String name) {
    return new OllamaModel(
        name,
        2_000_000_000L,
        2_000_000_000L,
        131_072,
        List.of("completion", "tools"),
        Duration.ZERO,
        3_072);
  }

  /** A small model that only embeds. */
  public static OllamaModel embedding(String name) {
    return new OllamaModel(
        name, 100_000_000L, 100_000_000L, 512, List.of("embedding"), Duration.ZERO, 384);
  }

  public OllamaModel withSize(long bytes) {
    return new OllamaModel(name, bytes, bytes, contextLength, capabilities, loadTime, dimensions);
  }

  public OllamaModel withContextLength(int tokens) {
    return new OllamaModel(name, size, sizeVram, tokens, capabilities, loadTime, dimensions);
  }

  public OllamaModel withCapabilities(String... all) {
    return new OllamaModel(name, size, sizeVram, contextLength, List.of(all), loadTime, dimensions);
  }

  public OllamaModel withDimensions(int numbers) {
    return new OllamaModel(name, size, sizeVram, contextLength, capabilities, loadTime, numbers);
  }

  public OllamaModel withLoadTime(Duration time) {
    return new OllamaModel(name, size, sizeVram, contextLength, capabilities, time, dimensions);
  }

  boolean can(String capability) {
    return capabilities.contains(capability);
  }

  static String canonical(String name) {
    return name.contains(":") ? name : name + ":latest";
  }
}
