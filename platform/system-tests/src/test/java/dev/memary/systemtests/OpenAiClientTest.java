package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An unmodified OpenAI client gets memory by changing its base address, streaming and not. */
class OpenAiClientTest {
  private static final Path CLIENT = Path.of("openai-client").toAbsolutePath();

  @Test
  void officialClient_secondConversation_knowsTheFirst() throws Exception {
    assumeTrue(
        run(Path.of("."), Map.of(), "node", "--version").code() == 0, "Node.js is not installed");
    if (!Files.exists(CLIENT.resolve("node_modules/openai"))) {
      Run install = run(CLIENT, Map.of(), "npm", "ci", "--no-audit", "--no-fund");
      assertThat(install.code()).as(install.output()).isZero();
    }
    MemaryClient memary = RunningPlatform.newTenant("*");

    Run client =
        run(
            CLIENT,
            Map.of(
                "MEMARY_BASE_URL", RunningPlatform.gateway() + "/v1",
                "MEMARY_KEY", memary.key(),
                "MEMARY_USER", MemaryClient.newUser()),
            "node",
            "--test",
            "client.test.mjs");

    assertThat(client.code()).as(client.output()).isZero();
  }

  private record Run(int code, String output) {}

  private static Run run(Path directory, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("client", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
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
