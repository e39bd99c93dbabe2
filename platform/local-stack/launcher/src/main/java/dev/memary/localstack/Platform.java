package dev.memary.localstack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What differs from one operating system to the next. */
final class Platform {

  private Platform() {}

  static boolean isLinux() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
  }

  /** The name PostgreSQL's binaries carry, such as {@code linux-x86_64}. */
  static String postgresName() {
    var architecture = System.getProperty("os.arch", "");
    var arm = architecture.equals("aarch64") || architecture.equals("arm64");
    return (isLinux() ? "linux-" : "darwin-") + (arm ? "arm_64" : "x86_64");
  }

  static boolean isRoot() {
    return run(List.of("id", "-u")).filter("0"::equals).isPresent();
  }

  static boolean onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, program))
        .anyMatch(Files::isExecutable);
  }

  /**
   * A process that ended but was not collected by its parent is not alive for us. While it still
   * has threads it is only ending, and may hold ports and files.
   */
  static boolean alive(ProcessHandle process) {
    return process.isAlive() && !isZombie(process.pid());
  }

  private static boolean isZombie(long pid) {
    var zombie = status(pid, "State:").filter(state -> state.startsWith("Z")).isPresent();
    return zombie && status(pid, "Threads:").map(Platform::leadingNumber).orElse(0L) <= 1;
  }

  /** Resident memory of a process and its children, pages shared between them counted once. */
  static long residentBytes(ProcessHandle process) {
    var children =
        process.descendants().mapToLong(child -> kilobytes(child.pid(), "RssAnon:")).sum();
    return (kilobytes(process.pid(), "VmRSS:") + children) * 1024;
  }

  /** The first line a short command prints, when it succeeds. */
  static Optional<String> run(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0
          ? text.lines().findFirst().map(String::strip)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static long kilobytes(long pid, String field) {
    if (isLinux()) {
      return status(pid, field).map(Platform::leadingNumber).orElse(0L);
    }
    return run(List.of("ps", "-o", "rss=", "-p", "" + pid)).map(Platform::leadingNumber).orElse(0L);
  }

  private static long leadingNumber(String text) {
    var digits = text.strip().split("\\D", 2)[0];
    return digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static Optional<String> status(long pid, String field) {
    try {
      return Files.readAllLines(Path.of("/proc", "" + pid, "status")).stream()
          .filter(line -> line.startsWith(field))
          .findFirst()
          .map(line -> line.substring(field.length()).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
