package dev.memary.llmdouble;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Which fault the next request meets: its own wish, then the next one scripted, then the rule. */
final class Faults {
  private final Deque<Fault> scripted = new ArrayDeque<>();
  private Fault rule = Fault.NONE;

  synchronized void next(Fault fault, int times) {
    for (int i = 0; i < times; i++) {
      scripted.add(fault);
    }
  }

  synchronized void always(Fault fault) {
    rule = fault;
  }

  synchronized void none() {
    scripted.clear();
    rule = Fault.NONE;
  }

  synchronized Fault of(@Nullable String header, String model) {
    Fault wished = Fault.of(header, model);
    if (wished != Fault.NONE) {
      return wished;
    }
    Fault next = scripted.poll();
    return next == null ? rule : next;
  }
}
