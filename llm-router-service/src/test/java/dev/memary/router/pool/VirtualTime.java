package dev.memary.router.pool;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that jumps from event to event. */
final class VirtualTime {
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long now;
  private long numbers;

  private record Event(long at, long number, Runnable action) {}

  long now() {
    return now;
  }

  void after(long nanos, Runnable action) {
    events.add(new Event(now + nanos, numbers++, action));
  }

  void run() {
    while (!events.isEmpty()) {
      Event next = events.poll();
      now = next.at();
      next.action().run();
    }
  }
}
