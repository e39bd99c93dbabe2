package dev.memary.memory.corrections;

import dev.memary.memory.corrections.Correction.Renaming;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Port: spaces whose corrections are being brought into the graph. Each step is one transaction and
 * does nothing when the run has moved on meanwhile, so several replicas may work on it.
 */
public interface CorrectionRuns {
  /** The one that has waited longest, of those that are due. */
  Optional<Run> next();

  /** What holds in its space, in the order it was made. */
  List<Renaming> standing(Run run);

  void goTo(Run run, Step step);

  /** Gives these episodes to the stages again; the next page begins after the last of them. */
  void replay(Run run, List<UUID> episodeIds);

  /** Whether some of these are still to be understood. */
  boolean anyPending(Run run, Collection<UUID> episodeIds);

  void later(Run run, Duration pause);

  void done(Run run);

  /** What is done next: tell the graph, replay what it calls outdated, wait for that. */
  enum Step {
    PUSH,
    REPLAY,
    SETTLE
  }

  /**
   * A space under way.
   *
   * @param revision of its corrections
   * @param cursor the last episode that was replayed
   */
  record Run(String tenantId, UUID spaceId, long revision, Step step, UUID cursor) {}
}
