package dev.memary.localstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How to start one process; the environment comes on top of the caller's own. */
record Launch(List<String> command, Map<String, String> environment, Path directory) {

  Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
