package dev.memary.memory.portability;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/** Port: how a space looks in a file. */
public interface SpaceFormat {
  /** What callers name it by. */
  String name();

  /** Whether a file that begins so is of this format. */
  boolean recognises(byte[] beginning);

  /**
   * Reads a file part by part, always in the same order.
   *
   * @param received what stands for times that the file does not tell
   * @throws InvalidFileException when it says something that cannot be brought in
   * @throws IOException when it cannot be read on
   */
  void read(InputStream file, Instant received, Sink sink) throws IOException;

  /** Takes parts. */
  @FunctionalInterface
  interface Sink {
    void accept(Part part) throws IOException;
  }
}
