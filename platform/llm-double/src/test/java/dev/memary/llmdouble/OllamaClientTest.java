package dev.memary.llmdouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The official client, which nobody wrote for the double, understands what it says. */
class OllamaClientTest {
  private static final Path CLIENT = Path.of("ollama-client").toAbsolutePath();

  @Test
  void officialClient_understandsTheDouble() throws Exception {
    assumeTrue(run(Map.of(), "node", "--version").code() == 0, "Node.js is not installed");
    if (!Files.exists(CLIENT.resolve("node_modules/ollama"))) {
      Run install = run(Map.of(), "npm", "ci", "--no-audit", "--no-fund");
      assertThat(install.code()).as(install.output()).isZero();
    }
    try (OllamaDouble ollama = OllamaDouble.start(0)) {
      Run client = run(Map.of("OLLAMA_URL", ollama.url()), "node", "--test", "client.test.mjs");

      assertThat(client.code()).as(client.output()).isZero();
    }
  }

  private record Run(int code, String output) {}

  private static Run run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("client", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(CLIENT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      if (!process.waitFor(4, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Run(-1, "timed out: " + Files.readString(output, StandardCharsets.UTF_8));
      }
      return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Run(127, String.valueOf(e.getMessage()));
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
