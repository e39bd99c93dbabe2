package dev.memary.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process that outlives the command which started it. Its pid file also holds the moment the
 * process started: operating systems use pids again, and we must never signal a stranger.
 */
final class ManagedProcess {

  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

  private final StackHome home;
  private final String name;

  ManagedProcess(StackHome home, String name) {
    this.home = home;
    this.name = name;
  }

  Optional<ProcessHandle> running() {
    return recorded().flatMap(Recorded::find);
  }

  /** Whether it was started and neither stopped by us nor is running: it died. */
  boolean died() {
    return Files.exists(pidFile()) && running().isEmpty();
  }

  ProcessHandle launch(Launch launch) throws IOException {
    keepLastLog();
    var builder =
        new ProcessBuilder(detached(launch.command()))
            .directory(launch.directory().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(home.log(name).toFile());
    builder.environment().putAll(launch.environment());
    var process = builder.start().toHandle();
    StackHome.writePrivate(pidFile(), Recorded.of(process).text());
    return process;
  }

  /** Asks politely, waits, then insists. */
  void stop(String signal, Duration grace) {
    running()
        .ifPresent(process -> {
          signal(process, signal);
          if (!ended(process, grace)) {
            destroy(process);
          }
        });
    forget();
  }

  /** SIGKILL, as a fault would do it; the pid file stays, so the process counts as died. */
  void kill() {
    running().ifPresent(ManagedProcess::destroy);
  }

  void forget() {
    try {
      Files.deleteIfExists(pidFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> lastLines(int count) {
    return LogFile.lastLines(home.log(name), count);
  }

  private Path pidFile() {
    return home.run().resolve(name + ".pid");
  }

  private Optional<Recorded> recorded() {
    try {
      return Recorded.parse(Files.readString(pidFile()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A new start gets a new log, so that old lines are never mistaken for news. */
  private void keepLastLog() throws IOException {
    var log = home.log(name);
    if (Files.exists(log)) {
      Files.move(log, log.resolveSibling(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    StackHome.writePrivate(log, "");
  }

  /** Out of reach of the terminal's Ctrl-C and hang-up. */
  private static List<String> detached(List<String> command) {
    var detached = new ArrayList<String>();
    detached.add(Platform.onPath("setsid") ? "setsid" : "nohup");
    detached.addAll(command);
    return detached;
  }

  private static void signal(ProcessHandle process, String signal) {
    if (signal.equals("TERM")) {
      process.destroy();
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void destroy(ProcessHandle process) {
    process.destroyForcibly();
    ended(process, Duration.ofSeconds(10));
  }

  private static boolean ended(ProcessHandle process, Duration within) {
    var deadline = Instant.now().plus(within);
    while (Platform.alive(process)) {
      if (Instant.now().isAfter(deadline) || !Pause.millis(50)) {
        return false;
      }
    }
    return true;
  }

  private record Recorded(long pid, Instant started) {

    static Recorded of(ProcessHandle process) {
      return new Recorded(process.pid(), process.info().startInstant().orElse(Instant.now()));
    }

    static Optional<Recorded> parse(String text) {
      var parts = text.strip().split(" ", -1);
      try {
        return parts.length == 2
            ? Optional.of(new Recorded(Long.parseLong(parts[0]), Instant.parse(parts[1])))
            : Optional.empty();
      } catch (RuntimeException e) {
        return Optional.empty();
      }
    }

    String text() {
      return pid + " " + started + "\n";
    }

    Optional<ProcessHandle> find() {
      return ProcessHandle.of(pid).filter(Platform::alive).filter(this::isSame);
    }

    private boolean isSame(ProcessHandle process) {
      return process
          .info()
          .startInstant()
          .map(actual -> Duration.between(started, actual).abs().compareTo(CLOCK_TOLERANCE) < 0)
          .orElse(false);
    }
  }
}
