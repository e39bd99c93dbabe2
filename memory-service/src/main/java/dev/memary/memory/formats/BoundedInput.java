package dev.memary.memory.formats;

import dev.memary.memory.portability.InvalidFileException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Keeps anybody from filling the memory with one item of a file. */
final class BoundedInput extends FilterInputStream {
  /** More than the longest text with its extraction takes. */
  static final int LONGEST_ITEM = 8 << 20;

  private long left = LONGEST_ITEM;

  BoundedInput(InputStream in) {
    super(in);
  }

  /** An item begins. */
  void nextItem() {
    left = LONGEST_ITEM;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    counted(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    return counted(super.read(buffer, from, length));
  }

  private int counted(int bytes) {
    left -= bytes;
    if (left < 0) {
      throw new InvalidFileException(
          0, "body", "must hold no line or item of more than " + LONGEST_ITEM + " bytes");
    }
    return bytes;
  }
}
