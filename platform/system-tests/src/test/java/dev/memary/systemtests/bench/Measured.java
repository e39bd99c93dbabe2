package dev.memary.systemtests.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a process takes of the machine. */
public record Measured(ProcessHandle process) {

  /**
   * Memory at one moment.
   *
   * @param live what is reachable on the heap after a collection; null where that cannot be asked
   */
  public record Memory(long resident, @Nullable Long live) {}

  /** Processor time since its start. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  public Memory memory() throws IOException, InterruptedException {
    Long live = isJvm() ? live() : null;
    return new Memory(resident(), live);
  }

  private boolean isJvm() {
    return process.info().command().filter(command -> command.endsWith("java")).isPresent();
  }

  /** Collects first, as every histogram does; its last line is the sum. */
  private long live() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String sum = output(List.of(jcmd, pid(), "GC.class_histogram")).getLast();
    String[] columns = sum.strip().split("\\s+", -1);
    return Long.parseLong(columns[columns.length - 1]);
  }

  private long resident() throws IOException, InterruptedException {
    Path status = Path.of("/proc", pid(), "status");
    List<String> lines =
        Files.exists(status)
            ? Files.readAllLines(status).stream().filter(l -> l.startsWith("VmRSS:")).toList()
            : output(List.of("ps", "-o", "rss=", "-p", pid()));
    return Long.parseLong(lines.getFirst().replaceAll("\\D", "")) * 1024;
  }

  private String pid() {
    return Long.toString(process.pid());
  }

  private static List<String> output(List<String> command)
      throws IOException, InterruptedException {
    Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (run.waitFor() != 0) {
      throw new IOException("%s failed: %s".formatted(command, text));
    }
    return text.lines().filter(line -> !line.isBlank()).toList();
  }
}
