package dev.memary.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  private static final long SECOND = 1_000_000_000L;

  private final HandMoved clock = new HandMoved();
  private final List<Long> due = new ArrayList<>();
  private final List<Long> started = new ArrayList<>();

  @Test
  void constantRate_startsEachWhenItIsDue() {
    new OpenLoop(clock).run(4, 2, this::start);
    assertThat(due).containsExactly(0L, SECOND / 2, SECOND, 3 * SECOND / 2);
    assertThat(started).isEqualTo(due);
  }

  @Test
  void stall_delaysStartsButNotWhenTheyWereDue() {
    new OpenLoop(clock)
        .run(
            4,
            1,
            (index, at) -> {
              start(index, at);
              clock.now += index == 0 ? 5 * SECOND / 2 : 0;
            });
    assertThat(due).containsExactly(0L, SECOND, 2 * SECOND, 3 * SECOND);
    assertThat(started).containsExactly(0L, 5 * SECOND / 2, 5 * SECOND / 2, 3 * SECOND);
  }

  private void start(int index, long at) {
    due.add(at);
    started.add(clock.now);
  }

  private static final class HandMoved implements OpenLoop.Clock {
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void sleepUntil(long nanoTime) {
      now = Math.max(now, nanoTime);
    }
  }
}
