package dev.memary.systemtests.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs kg-service's own queries, in a process with its class path, against a computation over
 * single spaces.
 */
final class FilteredSearches {
  private static final String MAIN = "dev.memary.kg.store.FilteredSearch";

  private FilteredSearches() {}

  static JsonNode look(LocalStack stack, long seed, int spaces, int largest)
      throws IOException, InterruptedException {
    Path target = Path.of(System.getenv("MEMARY_ROOT"), "kg-service", "target");
    String classPath =
        String.join(
            File.pathSeparator,
            target.resolve("test-classes").toString(),
            target.resolve("classes").toString(),
            Files.readString(target.resolve("classpath")).strip());
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xmx512m",
                    "-Dslf4j.internal.verbosity=ERROR",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    classPath,
                    MAIN,
                    "bolt://127.0.0.1:" + stack.ports().of(Port.NEO4J),
                    Long.toString(seed),
                    Integer.toString(spaces),
                    Integer.toString(largest)))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("MEMARY_NEO4J_PASSWORD", stack.secret("neo4j"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("Filtered searches failed: " + output);
    }
    return new ObjectMapper().readTree(output.lines().toList().getLast());
  }
}
