package dev.memary.memory.portability;

import dev.memary.memory.spaces.SpaceName;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

/** Port: writes a space to a file. */
public interface SpaceWriter {
  /** Begins a file. */
  Writing begin(OutputStream out, SpaceName space, Instant at) throws IOException;

  /** A file that is being written. */
  interface Writing extends Closeable {
    void write(Part part) throws IOException;

    /** Says that nothing is missing; without it the file counts as cut off. */
    void end() throws IOException;
  }
}
