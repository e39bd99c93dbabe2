package dev.memary.llmdouble;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts the requests taken and not yet answered, by model. */
final class InFlight {
  private final Map<String, Integer> now = new HashMap<>();
  private final Map<String, Integer> most = new HashMap<>();

  synchronized Ticket enter(String model) {
    most.merge(model, now.merge(model, 1, Integer::sum), Math::max);
    return new Ticket(model);
  }

  synchronized int now() {
    return now.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized int now(String model) {
    return now.getOrDefault(model, 0);
  }

  synchronized int most(String model) {
    return most.getOrDefault(model, 0);
  }

  synchronized void forget() {
    most.clear();
    most.putAll(now);
  }

  private synchronized void leave(String model) {
    now.merge(model, -1, Integer::sum);
  }

  /**
   * One request. It is given back before the last bytes are sent, so that who reads them and asks
   * again at once is not counted twice.
   */
  final class Ticket implements AutoCloseable {
    private final String model;
    private final AtomicBoolean left = new AtomicBoolean();

    private Ticket(String model) {
      this.model = model;
    }

    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        leave(model);
      }
    }
  }
}
