package dev.memary.localstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The java command line of one member. Small machines first: serial collector, first compiler tier
 * and a bounded heap. {@code MEMARY_JAVA_OPTS_<NAME>} (such as {@code MEMARY_JAVA_OPTS_NEO4J}) adds
 * options at the end, where they win.
 */
record JavaCommand(String name, int heapMegabytes, List<String> options) {

  JavaCommand {
    options = List.copyOf(options);
  }

  List<String> run(List<String> programAndArguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx" + heapMegabytes + "m",
            "-Xss512k",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(fromEnvironment());
    command.addAll(programAndArguments);
    return command;
  }

  private List<String> fromEnvironment() {
    var variable = "MEMARY_JAVA_OPTS_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(System.getenv().getOrDefault(variable, "").split(" ", -1))
        .filter(option -> !option.isBlank())
        .toList();
  }
}
