package dev.memary.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/**
 * The directory that holds everything of one stack: data, logs, keys and secrets. Only its owner
 * may look inside, and a file with a secret is never readable by others, not even for a moment.
 */
record StackHome(Path directory) {

  StackHome {
    directory = directory.toAbsolutePath().normalize();
  }

  static StackHome create(Path directory) {
    var home = new StackHome(directory);
    privateDirectory(home.directory());
    for (var part : new Path[] {home.logs(), home.run(), home.keys(), home.bin(), home.data("")}) {
      privateDirectory(part);
    }
    return home;
  }

  /** Whether a stack was ever made there; keeps us from deleting somebody else's directory. */
  static boolean exists(Path directory) {
    return Files.exists(new StackHome(directory).properties());
  }

  Path properties() {
    return directory.resolve("stack.properties");
  }

  Path apiKey() {
    return directory.resolve("api-key");
  }

  Path lock() {
    return directory.resolve("lock");
  }

  Path logs() {
    return directory.resolve("logs");
  }

  Path log(String process) {
    return logs().resolve(process + ".log");
  }

  Path run() {
    return directory.resolve("run");
  }

  Path keys() {
    return directory.resolve("keys");
  }

  Path bin() {
    return directory.resolve("bin");
  }

  Path data(String process) {
    return directory.resolve("data").resolve(process);
  }

  static void privateDirectory(Path path) {
    try {
      Files.createDirectories(path);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the file as a whole: a reader sees the old text or the new one. */
  static void writePrivate(Path file, String text) {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      Files.createFile(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void deleteTree(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (var entries = Files.walk(path)) {
      for (var entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
