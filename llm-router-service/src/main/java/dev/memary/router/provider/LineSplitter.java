package dev.memary.router.provider;

import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure.Broken;
import io.vertx.mutiny.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Puts the lines of a body together from its pieces, wherever those are cut. Not thread-safe. */
final class LineSplitter {
  private static final int LONGEST_LINE = 16 << 20;

  private Buffer begun = Buffer.buffer();

  /** The lines that end in this piece, without their ends. */
  List<Buffer> lines(Buffer piece) {
    List<Buffer> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < piece.length(); i++) {
      if (piece.getByte(i) == '\n') {
        lines.add(begun.appendBuffer(piece.slice(from, i)));
        begun = Buffer.buffer();
        from = i + 1;
      }
    }
    begun.appendBuffer(piece.slice(from, piece.length()));
    if (begun.length() > LONGEST_LINE) {
      throw new ProviderException(new Broken(200));
    }
    return lines;
  }

  /** What follows the last end of a line. */
  List<Buffer> rest() {
    return begun.length() == 0 ? List.of() : List.of(begun);
  }
}
