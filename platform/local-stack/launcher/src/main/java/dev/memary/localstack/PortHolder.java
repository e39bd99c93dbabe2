package dev.memary.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out who listens on a port, so that "port in use" can name the culprit. */
final class PortHolder {

  private static final String LISTENING = "0A";
  private static final int COMMAND_LENGTH = 80;

  private PortHolder() {}

  static StackException busy(Port port, int number) {
    var holder = find(number).map(PortHolder::describe).orElse("another process");
    return new StackException(
        "Port %d, which %s needs, is in use by %s; stop that, or start with ./memary up --port-offset 100."
            .formatted(number, port.owner(), holder));
  }

  private static String describe(ProcessHandle process) {
    var command =
        process.info().commandLine().or(() -> process.info().command()).orElse("unknown command");
    var shown =
        command.length() > COMMAND_LENGTH ? command.substring(0, COMMAND_LENGTH) + "…" : command;
    return "process %d (%s)".formatted(process.pid(), shown);
  }

  private static Optional<ProcessHandle> find(int port) {
    if (!Platform.isLinux()) {
      return Platform.run(List.of("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN"))
          .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)));
    }
    var sockets =
        Stream.of("/proc/net/tcp", "/proc/net/tcp6").flatMap(table -> inodes(table, port)).toList();
    return ProcessHandle.allProcesses().filter(process -> holdsAny(process, sockets)).findFirst();
  }

  private static Stream<String> inodes(String table, int port) {
    var suffix = String.format(Locale.ROOT, ":%04X", port);
    try {
      return Files.readAllLines(Path.of(table)).stream()
          .map(line -> line.strip().split("\\s+", -1))
          .filter(column -> column.length > 9)
          .filter(column -> column[1].endsWith(suffix) && column[3].equals(LISTENING))
          .map(column -> "socket:[" + column[9] + "]");
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static boolean holdsAny(ProcessHandle process, List<String> sockets) {
    try (var open = Files.newDirectoryStream(Path.of("/proc", "" + process.pid(), "fd"))) {
      for (var descriptor : open) {
        if (sockets.contains(target(descriptor))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
