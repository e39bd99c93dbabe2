package dev.memary.localstack.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tests that an official JavaScript client runs: {@code client.test.mjs} beside its {@code
 * package.json}.
 */
public record NodeTests(Path directory) {
  private static final int MINUTES = 4;

  public NodeTests {
    directory = directory.toAbsolutePath();
  }

  /** How a program ended, and what it said. */
  public record Run(int code, String output) {}

  /** Whether there is a Node.js to run them. */
  public boolean possible() {
    return run(Map.of(), "node", "--version").code() == 0;
  }

  /** Runs them, once their libraries are there. */
  public Run run(Map<String, String> environment) {
    if (!Files.exists(directory.resolve("node_modules"))) {
      Run install = run(Map.of(), "npm", "ci", "--no-audit", "--no-fund");
      if (install.code() != 0) {
        return install;
      }
    }
    return run(environment, "node", "--test", "client.test.mjs");
  }

  private Run run(Map<String, String> environment, String... command) {
    try {
      var output = Files.createTempFile("client", ".log");
      try {
        return run(output, environment, command);
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      return new Run(127, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Run(-1, "interrupted");
    }
  }

  private Run run(Path output, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return new Run(-1, "timed out: " + Files.readString(output, StandardCharsets.UTF_8));
    }
    return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }
}
