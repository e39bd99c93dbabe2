package dev.memary.systemtests.soak;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.ProcessStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Kills processes with SIGKILL while work goes on, spread over it, and starts them again. */
final class Chaos implements Runnable {
  private static final Duration LOOK = Duration.ofMillis(300);

  private final LocalStack stack;
  private final LongSupplier progress;
  private final long whole;
  private final List<String> victims = new ArrayList<>();
  private final Map<String, Integer> kills = new TreeMap<>();
  private final Random random;

  /**
   * @param progress how much of the work is done, up to {@code whole}
   * @param times how often each process is killed
   */
  Chaos(LocalStack stack, LongSupplier progress, long whole, int times, long seed) {
    this.stack = stack;
    this.progress = progress;
    this.whole = whole;
    this.random = new Random(seed);
    for (ProcessStatus process : stack.status()) {
      victims.addAll(Collections.nCopies(times, process.name()));
    }
    Collections.shuffle(victims, random);
  }

  /** How often each process was killed. */
  Map<String, Integer> kills() {
    return kills;
  }

  @Override
  public void run() {
    for (int i = 0; i < victims.size(); i++) {
      long due = whole * (i + 1) / (victims.size() + 2);
      while (progress.getAsLong() < due) {
        pause(LOOK);
      }
      kill(victims.get(i));
    }
  }

  private void kill(String victim) {
    System.out.printf("  kill -9 %s after %d episodes%n", victim, progress.getAsLong());
    stack.kill(victim);
    kills.merge(victim, 1, Integer::sum);
    pause(Duration.ofMillis(random.nextInt(1500)));
    stack.startWithServices();
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
