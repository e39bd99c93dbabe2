package dev.memary.memory.portability;

import dev.memary.memory.portability.Transfer.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Works on an export or import that was taken up. Whoever takes up what somebody else began goes on
 * where that one stopped: an import after the last portion, an export from its beginning.
 */
@ApplicationScoped
public class Transfers {
  /** How long a worker may give no sign of life. */
  public static final Duration LEASE = Duration.ofSeconds(60);

  private static final int PORTION = 500;
  private static final int MOST_ATTEMPTS = 50;
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final TransferStore store;
  private final ArchiveStore archive;
  private final ObjectStore objects;
  private final Exports exports;
  private final Imports imports;

  public Transfers(
      TransferStore store,
      ArchiveStore archive,
      ObjectStore objects,
      Exports exports,
      Imports imports) {
    this.store = store;
    this.archive = archive;
    this.objects = objects;
    this.exports = exports;
    this.imports = imports;
  }

  /**
   * Does all that is left to be done of it.
   *
   * @return how many episodes were written or read
   */
  public long work(Transfer transfer) throws IOException, InterruptedException {
    if (transfer.state() == State.RECEIVING) {
      store.failed(transfer, "Its file was never received as a whole.");
      return 0;
    }
    if (transfer.attempts() > MOST_ATTEMPTS) {
      store.failed(transfer, "It was interrupted too often.");
      return 0;
    }
    return switch (transfer.kind()) {
      case EXPORT -> export(transfer);
      case IMPORT -> bringIn(transfer);
    };
  }

  private long export(Transfer export) throws IOException {
    long[] bytes = {0};
    long[] episodes = {0};
    objects.put(
        export.object(),
        out ->
            exports.write(
                export.space(),
                new Counted(out, bytes),
                written -> {
                  episodes[0] = written;
                  if (!store.goesOn(export, LEASE, written)) {
                    throw new Exports.ForgottenException();
                  }
                }));
    if (!store.done(export, bytes[0])) {
      objects.delete(export.object());
    }
    return episodes[0];
  }

  private long bringIn(Transfer running) throws IOException {
    Portions portions = new Portions(running);
    imports.read(running, portions);
    portions.flush();
    store.done(running, 0);
    return portions.read;
  }

  /** Counts what is written. */
  private static final class Counted extends FilterOutputStream {
    private final long[] bytes;

    Counted(OutputStream out, long[] bytes) {
      super(out);
      this.bytes = bytes;
    }

    @Override
    public void write(byte[] some, int from, int length) throws IOException {
      out.write(some, from, length);
      bytes[0] += length;
    }
  }

  /** Brings parts in by the hundred, after those that are in already. */
  private final class Portions implements SpaceFormat.Sink {
    private final List<Part> portion = new ArrayList<>(PORTION);
    private final long from;
    private Transfer running;
    private long seen;
    private long read;

    Portions(Transfer running) {
      this.running = running;
      this.from = running.position();
    }

    @Override
    public void accept(Part part) throws IOException {
      if (seen++ >= from) {
        portion.add(part);
        read += part instanceof Part.Episode ? 1 : 0;
      }
      if (portion.size() == PORTION) {
        flush();
      }
    }

    void flush() throws IOException {
      if (!portion.isEmpty()) {
        awaitRoom();
        running =
            archive
                .add(running, portion, LEASE)
                .orElseThrow(() -> new IOException("The import is not to be worked on any longer"));
        portion.clear();
      }
    }

    /** The stages are not given more than they can do soon, so that others need not wait. */
    private void awaitRoom() throws IOException {
      while (archive.isBusy(running.space().tenantId())) {
        if (!store.goesOn(running, LEASE, running.position())) {
          throw new IOException("The import is not to be worked on any longer");
        }
        try {
          Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("Interrupted", e);
        }
      }
    }
  }
}
