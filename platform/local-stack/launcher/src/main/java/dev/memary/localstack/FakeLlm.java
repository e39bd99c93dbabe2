package dev.memary.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The doubles of Ollama, OpenAI and Perplexity, in one process, in the place of real ones. */
final class FakeLlm implements Member {

  static final String NAME = "fake-llm";

  private static final String KEY = "fake";

  private final StackHome home;
  private final StackConfig config;
  private final Path root;

  FakeLlm(StackHome home, StackConfig config, Path root) {
    this.home = home;
    this.config = config;
    this.root = root;
  }

  /** What makes llm-router-service ask them in the place of what the user has configured. */
  static Map<String, String> settings(Ports ports) {
    return Map.of(
        "memary.ollama.nodes",
        url(ports, Port.FAKE_OLLAMA),
        "memary.ollama.dns",
        "",
        "memary.llm.url",
        "",
        "memary.openai.url",
        url(ports, Port.FAKE_OPENAI) + "/v1",
        "memary.openai.api-key",
        KEY,
        "memary.perplexity.url",
        url(ports, Port.FAKE_PERPLEXITY),
        "memary.perplexity.api-key",
        KEY);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.FAKE_OLLAMA, Port.FAKE_OPENAI, Port.FAKE_PERPLEXITY);
  }

  @Override
  public Launch prepare() {
    if (!Files.exists(jar())) {
      throw new StackException(
          "%s is not built; ./mvnw -DskipTests package builds it.".formatted(jar()));
    }
    var java = new JavaCommand(NAME, 96, List.of());
    var program =
        List.of(
            "-jar",
            jar().toString(),
            "--ollama-port",
            "" + config.ports().of(Port.FAKE_OLLAMA),
            "--port",
            "" + config.ports().of(Port.FAKE_OPENAI),
            "--perplexity-port",
            "" + config.ports().of(Port.FAKE_PERPLEXITY));
    return new Launch(java.run(program), Map.of(), home.directory());
  }

  @Override
  public boolean ready() {
    return ports().stream().allMatch(port -> Ports.accepts(config.ports().of(port)));
  }

  @Override
  public Optional<Instant> builtAt() {
    try {
      return Optional.of(Files.getLastModifiedTime(jar()).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Path jar() {
    return root.resolve("platform/llm-double/target/llm-double.jar");
  }

  private static String url(Ports ports, Port port) {
    return "http://127.0.0.1:" + ports.of(port);
  }
}
