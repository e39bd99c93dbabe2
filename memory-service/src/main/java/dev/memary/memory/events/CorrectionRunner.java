package dev.memary.memory.events;

import dev.memary.memory.corrections.CorrectionRuns;
import dev.memary.memory.corrections.CorrectionRuns.Run;
import dev.memary.memory.corrections.CorrectionRuns.Step;
import dev.memary.memory.corrections.GraphCorrections;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Brings corrections into the graph: what they concern is integrated again, as it was understood.
 */
@ApplicationScoped
public class CorrectionRunner {
  private static final Logger LOG = Logger.getLogger(CorrectionRunner.class);
  private static final int PORTION = 500;
  private static final UUID FROM_THE_START = new UUID(0, 0);
  private static final Duration UNTIL_UNDERSTOOD = Duration.ofSeconds(2);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final CorrectionRuns runs;
  private final GraphCorrections graph;

  public CorrectionRunner(CorrectionRuns runs, GraphCorrections graph) {
    this.runs = runs;
    this.graph = graph;
  }

  @Scheduled(
      every = "${memary.corrections.every:1s}",
      delayed = "5s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    try {
      for (Optional<Run> run = runs.next(); run.isPresent(); run = runs.next()) {
        tryToAdvance(run.get());
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          "Corrections cannot be looked for now: %s. Is PostgreSQL up?",
          e.getClass().getSimpleName());
    }
  }

  private void tryToAdvance(Run run) {
    try {
      advance(run);
    } catch (RuntimeException e) {
      LOG.warnf(
          "Corrections of space %s cannot be brought into the graph now and will be tried again: %s."
              + " Is kg-service up?",
          run.spaceId(), e.getClass().getSimpleName());
      runs.later(run, AFTER_FAILURE);
    }
  }

  private void advance(Run run) {
    switch (run.step()) {
      case PUSH -> {
        graph.correct(run.tenantId(), run.spaceId(), runs.standing(run));
        runs.goTo(run, Step.REPLAY);
      }
      case REPLAY -> {
        List<UUID> outdated = outdated(run, run.cursor());
        if (outdated.isEmpty()) {
          runs.goTo(run, Step.SETTLE);
        } else {
          runs.replay(run, outdated);
        }
      }
      case SETTLE -> {
        if (runs.anyPending(run, outdated(run, FROM_THE_START))) {
          runs.later(run, UNTIL_UNDERSTOOD);
        } else {
          runs.done(run);
        }
      }
    }
  }

  private List<UUID> outdated(Run run, UUID after) {
    return graph.outdated(run.tenantId(), run.spaceId(), after, PORTION);
  }
}
