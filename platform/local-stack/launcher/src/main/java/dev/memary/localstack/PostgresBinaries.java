package dev.memary.localstack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks the PostgreSQL programs for this platform once, as a whole or not at all. */
final class PostgresBinaries {

  private static final int ANY_EXECUTE_BIT = 0111;

  private PostgresBinaries() {}

  static Path unpack(Path bin) throws IOException {
    var target = bin.resolve("postgres");
    if (!Files.isExecutable(target.resolve("bin/postgres"))) {
      var fresh = bin.resolve("postgres.new");
      StackHome.deleteTree(fresh);
      StackHome.deleteTree(target);
      unpackTo(fresh);
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }
    return target.resolve("bin");
  }

  private static void unpackTo(Path directory) throws IOException {
    var name = "/postgres-%s.txz".formatted(Platform.postgresName());
    try (var archive = PostgresBinaries.class.getResourceAsStream(name)) {
      if (archive == null) {
        throw new StackException(
            "There is no PostgreSQL for this platform (%s).".formatted(Platform.postgresName()));
      }
      unpackTo(directory, archive);
    }
  }

  private static void unpackTo(Path directory, InputStream archive) throws IOException {
    try (var tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(archive, 1 << 16)))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(entry, tar, inside(directory, entry.getName()));
      }
    }
  }

  private static void unpack(TarArchiveEntry entry, InputStream content, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.resolveSibling("."));
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, file);
    if ((entry.getMode() & ANY_EXECUTE_BIT) != 0) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static Path inside(Path directory, String name) throws IOException {
    var file = directory.resolve(name).normalize();
    if (!file.startsWith(directory)) {
      throw new IOException("archive entry outside its directory: " + name);
    }
    return file;
  }
}
