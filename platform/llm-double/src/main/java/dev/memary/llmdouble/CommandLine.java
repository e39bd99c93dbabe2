package dev.memary.llmdouble;

import java.util.ArrayList;
import java.util.List;

/** Starts the doubles that the arguments name; without any, OpenAI's. */
final class CommandLine {
  private static final int DEFAULT_PORT = 11_500;
  private static final String USAGE =
      """
      Usage: llm-double [OPTION N]...
        --port N             OpenAI's API (without any option: on 11500)
        --ollama-port N      Ollama's API, with the models of Memary's aliases; may be given several times
        --perplexity-port N  Perplexity's API
        --help               this text\
      """;

  /** A node with the models that Memary's aliases name; all of them fit. */
  private static final OllamaSettings NODE =
      OllamaSettings.standard()
          .withModels(
              OllamaModel.chat(LlmDouble.MODEL),
              OllamaModel.chat("llama3:8b").withSize(5_000_000_000L),
              OllamaModel.chat("llama3:70b").withSize(40_000_000_000L),
              OllamaModel.chat("llava:13b")
                  .withSize(8_000_000_000L)
                  .withCapabilities("completion", "vision"),
              OllamaModel.embedding("nomic-embed-text")
                  .withContextLength(2_048)
                  .withDimensions(768))
          .withGpuMemory(96_000_000_000L)
          .withParallel(4);

  private CommandLine() {}

  static void run(String[] arguments) {
    if (List.of(arguments).contains("--help")) {
      System.out.println(USAGE);
      return;
    }
    starts(arguments).forEach(start -> System.out.println(start.now()));
  }

  /** All of them are understood before the first is started. */
  private static List<Start> starts(String[] arguments) {
    if (arguments.length == 0) {
      return List.of(() -> openAi(DEFAULT_PORT));
    }
    if (arguments.length % 2 != 0) {
      throw new IllegalArgumentException(USAGE);
    }
    List<Start> starts = new ArrayList<>();
    for (int i = 0; i < arguments.length; i += 2) {
      starts.add(start(arguments[i], Integer.parseInt(arguments[i + 1])));
    }
    return starts;
  }

  private static Start start(String option, int port) {
    return switch (option) {
      case "--port" -> () -> openAi(port);
      case "--ollama-port" ->
          () -> "Ollama's API answers at " + OllamaDouble.start(port, NODE).url();
      case "--perplexity-port" ->
          () -> "Perplexity's API answers at " + PerplexityDouble.start(port).url();
      default -> throw new IllegalArgumentException(USAGE);
    };
  }

  private static String openAi(int port) {
    return "llm-double answers at " + LlmDouble.start(port).url() + "/v1";
  }

  private interface Start {
    String now();
  }
}
