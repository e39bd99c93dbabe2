package dev.memary.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the end of one log or of all, and follows them when asked. */
final class LogsCommand {

  private static final long POLL_MILLIS = 300;
  private static final int CHUNK = 1 << 16;

  private final StackHome home;
  private final PrintStream out;

  LogsCommand(StackHome home, PrintStream out) {
    this.home = home;
    this.out = out;
  }

  void run(@Nullable String process, boolean follow, int lines) {
    var logs = process == null ? all() : List.of(existing(process));
    var positions = new HashMap<Path, Long>();
    for (var log : logs) {
      positions.put(log, size(log));
      LogFile.lastLines(log, lines).forEach(line -> print(log, line, logs.size() > 1));
    }
    while (follow && Pause.millis(POLL_MILLIS)) {
      logs.forEach(
          log -> positions.compute(log, (path, from) -> more(path, from, logs.size() > 1)));
    }
  }

  private List<Path> all() {
    if (!Files.isDirectory(home.logs())) {
      return List.of();
    }
    try (var files = Files.list(home.logs())) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path existing(String process) {
    var log = home.log(process);
    if (!all().contains(log)) {
      throw new StackException(
          "There is no log of \"%s\"; there are logs of %s."
              .formatted(process, all().stream().map(LogsCommand::name).toList()));
    }
    return log;
  }

  /** Prints whole lines after the position and returns the new one; a fresh log starts over. */
  private long more(Path log, @Nullable Long from, boolean named) {
    var position = from == null || from > size(log) ? 0 : from;
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(position);
      var bytes = new byte[(int) Math.min(CHUNK, file.length() - position)];
      file.readFully(bytes);
      var end = lastLineEnd(bytes);
      new String(bytes, 0, end, StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> print(log, line, named));
      return position + end;
    } catch (IOException e) {
      return position;
    }
  }

  private static int lastLineEnd(byte[] bytes) {
    for (int i = bytes.length; i > 0; i--) {
      if (bytes[i - 1] == '\n') {
        return i;
      }
    }
    return bytes.length == CHUNK ? CHUNK : 0;
  }

  private void print(Path log, String line, boolean named) {
    out.println(named ? name(log) + " | " + line : line);
  }

  private static String name(Path log) {
    var file = String.valueOf(log.getFileName());
    return file.substring(0, file.length() - ".log".length());
  }

  private static long size(Path log) {
    try {
      return Files.size(log);
    } catch (IOException e) {
      return 0;
    }
  }
}
