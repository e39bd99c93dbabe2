package dev.memary.localstack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reading the end of a log without reading all of it. */
final class LogFile {

  private static final int BYTES_PER_LINE = 400;

  private LogFile() {}

  static List<String> lastLines(Path log, int count) {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      var from = Math.max(0, file.length() - (long) count * BYTES_PER_LINE);
      file.seek(from);
      var bytes = new byte[(int) (file.length() - from)];
      file.readFully(bytes);
      var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      var usable = from == 0 || lines.size() < 2 ? lines : lines.subList(1, lines.size());
      return List.copyOf(usable.subList(Math.max(0, usable.size() - count), usable.size()));
    } catch (IOException e) {
      return List.of();
    }
  }

  static boolean hasLineStartingWith(Path log, String start) {
    try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.startsWith(start));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
