package dev.memary.memory.provider;

import dev.memary.memory.portability.ObjectFolder;
import dev.memary.memory.portability.ObjectKey;
import dev.memary.memory.portability.ObjectStore;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Objects as files in a folder that only the service can read. */
public final class FolderObjectStore implements ObjectStore {
  private static final String UNFINISHED = ".part";

  private final Path folder;

  public FolderObjectStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public void put(ObjectKey key, Content content) throws IOException {
    Path file = file(key);
    Path unfinished = prepared(file);
    try {
      try (OutputStream out = new Disk(unfinished)) {
        content.writeTo(out);
      }
      finish(unfinished, file);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private void finish(Path unfinished, Path file) {
    try {
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private Path prepared(Path file) {
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return Files.createTempFile(file.getParent(), file.getFileName().toString(), UNFINISHED);
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<InputStream> get(ObjectKey key) {
    try {
      return Optional.of(Files.newInputStream(file(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public void delete(ObjectKey key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  @Override
  public long delete(ObjectFolder of) {
    long deleted = count(of);
    try {
      for (Path path : everything(of)) {
        Files.deleteIfExists(path);
      }
      return deleted;
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Also what was never finished. */
  @Override
  public long count(ObjectFolder of) {
    return everything(of).stream().filter(Files::isRegularFile).count();
  }

  /** What lies deeper comes first. */
  private List<Path> everything(ObjectFolder of) {
    Path top = folder.resolve(of.path());
    if (!Files.exists(top)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(top)) {
      return all.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      throw unavailable(e);
    }
  }

  private Path file(ObjectKey key) {
    return folder.resolve(key.path());
  }

  /** Tells a disk that is full from a content that fails. */
  private static final class Disk extends FilterOutputStream {
    Disk(Path file) throws IOException {
      super(Files.newOutputStream(file));
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        throw unavailable(e);
      }
    }
  }

  private static UnavailableException unavailable(Exception cause) {
    return new UnavailableException(
        "The folder of memary.storage.folder cannot be used: " + cause.getClass().getSimpleName(),
        cause);
  }
}
