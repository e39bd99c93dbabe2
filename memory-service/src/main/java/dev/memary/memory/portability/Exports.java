package dev.memary.memory.portability;

import dev.memary.memory.portability.SpaceWriter.Writing;
import dev.memary.memory.spaces.Space;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Takes spaces out, page by page, so that none has to fit into memory. */
@ApplicationScoped
public class Exports {
  /** The format in which spaces are written. */
  public static final String FORMAT = "memary";

  private static final int PAGE = 200;

  private final ArchiveStore archive;
  private final SpaceWriter writer;

  public Exports(ArchiveStore archive, SpaceWriter writer) {
    this.archive = archive;
    this.writer = writer;
  }

  /** Is told how many episodes are written, and may stop the writing. */
  @FunctionalInterface
  public interface Progress {
    void written(long episodes) throws IOException;
  }

  /**
   * Writes the whole space.
   *
   * @throws ForgottenException when the space was forgotten meanwhile: what is written is no copy
   *     of it
   */
  public void write(Space space, OutputStream out, Progress progress) throws IOException {
    try (Writing file = writer.begin(out, space.name(), Instant.now())) {
      sessions(space, file);
      for (Part.Correction correction : archive.corrections(space)) {
        file.write(correction);
      }
      episodes(space, file, progress);
      if (!archive.isAlive(space)) {
        throw new ForgottenException();
      }
      file.end();
    }
  }

  private void sessions(Space space, Writing file) throws IOException {
    String last = null;
    List<Part.Session> page;
    do {
      page = archive.sessions(space, last, PAGE);
      for (Part.Session session : page) {
        file.write(session);
        last = session.name();
      }
    } while (page.size() == PAGE);
  }

  private void episodes(Space space, Writing file, Progress progress) throws IOException {
    UUID last = null;
    long written = 0;
    List<Part.Episode> page;
    do {
      page = archive.episodes(space, last, PAGE);
      for (Part.Episode episode : page) {
        file.write(episode);
        last = episode.id();
      }
      written += page.size();
      progress.written(written);
    } while (page.size() == PAGE);
  }

  /** The space was forgotten while it was written. */
  public static class ForgottenException extends IOException {
    private static final long serialVersionUID = 1L;

    public ForgottenException() {
      super("The space was forgotten while it was exported");
    }
  }
}
