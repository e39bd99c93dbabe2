package dev.memary.memory.portability;

import dev.memary.memory.portability.SpaceFormat.Sink;
import dev.memary.memory.spaces.SpaceName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Receives files and reads them through before anything of them is brought in, so that a file that
 * is wrong or cut off changes nothing.
 */
@ApplicationScoped
public class Imports {
  /** What tells one format from another stands among the first bytes. */
  private static final int BEGINNING = 4096;

  /** A small ZIP may hold a lot. */
  private static final long MOST_PARTS = 10_000_000;

  private final TransferStore transfers;
  private final ObjectStore objects;
  private final List<SpaceFormat> formats;

  public Imports(TransferStore transfers, ObjectStore objects, Instance<SpaceFormat> formats) {
    this.transfers = transfers;
    this.objects = objects;
    this.formats = formats.stream().toList();
  }

  /**
   * Begins an import.
   *
   * @param object the file in object storage, or null when it is sent along
   * @param sent the file, when it is sent along
   * @param format its format, or null when it is to be recognised
   * @throws InvalidFileException when it cannot be brought in
   * @throws IOException when it cannot be received
   */
  public Transfer begin(
      String tenantId,
      SpaceName space,
      @Nullable ObjectKey object,
      @Nullable InputStream sent,
      @Nullable String format,
      String requestedBy)
      throws IOException {
    Transfer received = transfers.importInto(tenantId, space, object, requestedBy);
    try {
      if (sent != null) {
        objects.put(received.object(), sent::transferTo);
      }
      return checked(received, format);
    } catch (IOException | RuntimeException e) {
      transfers.failed(
          received,
          e instanceof InvalidFileException wrong ? wrong.summary() : "It was not received.");
      throw e;
    }
  }

  private Transfer checked(Transfer received, @Nullable String name) throws IOException {
    try (InputStream file = open(received)) {
      SpaceFormat format = name == null ? recognised(file) : named(name);
      AtomicLong parts = new AtomicLong();
      format.read(file, received.requestedAt(), part -> count(parts));
      return transfers.run(received, format.name(), parts.get());
    }
  }

  private static void count(AtomicLong parts) {
    if (parts.incrementAndGet() > MOST_PARTS) {
      throw new InvalidFileException(0, "body", "must hold at most " + MOST_PARTS + " lines");
    }
  }

  /** Reads the file of an import that runs. */
  public void read(Transfer running, Sink sink) throws IOException {
    try (InputStream file = open(running)) {
      named(running.format()).read(file, running.requestedAt(), sink);
    }
  }

  private InputStream open(Transfer transfer) {
    Optional<InputStream> file = objects.get(transfer.object());
    return new BufferedInputStream(
        file.orElseThrow(
            () -> new InvalidFileException(0, "key", "must be that of an object in storage")),
        BEGINNING);
  }

  private SpaceFormat recognised(InputStream file) throws IOException {
    file.mark(BEGINNING);
    byte[] beginning = file.readNBytes(BEGINNING);
    file.reset();
    return formats.stream()
        .filter(format -> format.recognises(beginning))
        .findFirst()
        .orElseThrow(
            () -> new InvalidFileException(0, "format", "cannot be told; give one of " + names()));
  }

  private SpaceFormat named(String name) {
    return formats.stream()
        .filter(format -> format.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new InvalidFileException(0, "format", "must be one of " + names()));
  }

  private String names() {
    return formats.stream().map(SpaceFormat::name).sorted().collect(Collectors.joining(", "));
  }
}
