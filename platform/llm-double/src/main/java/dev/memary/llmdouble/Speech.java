package dev.memary.llmdouble;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Says an answer piece by piece, at its pace, until its end or until what goes wrong. */
record Speech(ServerDouble server, Fault fault, Duration pause) {
  private static final Duration SLOW = Duration.ofMillis(500);
  private static final int PIECES_BEFORE_FAULT = 2;

  private static final Map<Fault, End> EARLY =
      Map.of(
          Fault.CUT_EARLY, End.CUT,
          Fault.BREAK_EARLY, End.BROKEN,
          Fault.ERROR_EARLY, End.ERROR);
  private static final Map<Fault, End> MIDWAY =
      Map.of(
          Fault.CUT_STREAM, End.CUT,
          Fault.BREAK_STREAM, End.BROKEN,
          Fault.ERROR_IN_STREAM, End.ERROR,
          Fault.FILTER_IN_STREAM, End.FILTERED);

  End say(List<String> pieces, Listener listener) throws IOException, InterruptedException {
    End early = EARLY.get(fault);
    if (early != null) {
      return end(early);
    }
    End midway = MIDWAY.get(fault);
    int last = midway == null ? pieces.size() : Math.min(PIECES_BEFORE_FAULT, pieces.size());
    for (String piece : pieces.subList(0, last)) {
      listener.hear(piece);
      rest();
    }
    return midway == null ? End.SAID : end(midway);
  }

  private void rest() throws IOException, InterruptedException {
    if (fault == Fault.STALL) {
      server.hang();
    }
    Thread.sleep(fault == Fault.SLOW ? SLOW : pause);
  }

  private static End end(End end) throws Broken {
    if (end == End.BROKEN) {
      throw new Broken();
    }
    return end;
  }

  enum End {
    SAID,
    CUT,
    BROKEN,
    ERROR,
    FILTERED
  }

  interface Listener {
    void hear(String piece) throws IOException;
  }
}
