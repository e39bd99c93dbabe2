package dev.memary.systemtests.graph;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.ProcessStatus;
import dev.memary.systemtests.bench.Measured;
import dev.memary.systemtests.bench.Measured.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a size takes of the machine.
 *
 * @param resident bytes of every process
 * @param live what is reachable on the heaps of Neo4j and kg-service, in bytes
 * @param neo4jOptions how Neo4j was started: heap, page cache, compiler
 * @param graph bytes of nodes, relations and properties
 * @param indexes bytes
 * @param log bytes of Neo4j's transaction log
 * @param postgres bytes
 */
record Footprint(
    Map<String, Long> resident,
    Map<String, Long> live,
    List<String> neo4jOptions,
    long graph,
    long indexes,
    long log,
    long postgres) {
  private static final List<String> HEAPS = List.of("neo4j", "kg-service");

  static Footprint of(LocalStack stack, Path home) throws IOException, InterruptedException {
    Map<String, Long> resident = new TreeMap<>();
    Map<String, Long> live = new TreeMap<>();
    List<String> options = List.of();
    for (ProcessStatus process : stack.status()) {
      if (process.residentBytes() != null) {
        resident.put(process.name(), process.residentBytes());
      }
    }
    for (ProcessStatus process : stack.status()) {
      if (HEAPS.contains(process.name()) && process.pid() != null) {
        ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
        Memory memory = new Measured(handle).memory();
        if (memory.live() != null) {
          live.put(process.name(), memory.live());
        }
        if (process.name().equals("neo4j")) {
          options = options(handle);
        }
      }
    }
    Path neo4j = home.resolve("data/neo4j/data");
    long all = size(neo4j.resolve("databases/neo4j"));
    long indexes = size(neo4j.resolve("databases/neo4j/schema"));
    return new Footprint(
        resident,
        live,
        options,
        all - indexes,
        indexes,
        size(neo4j.resolve("transactions/neo4j")),
        size(home.resolve("data/postgres")));
  }

  private static List<String> options(ProcessHandle process) {
    return Stream.of(process.info().arguments().orElse(new String[0]))
        .filter(argument -> argument.matches("-Xm.*|-XX:.*|-Dmemary.*|--add-modules.*"))
        .toList();
  }

  private static long size(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
