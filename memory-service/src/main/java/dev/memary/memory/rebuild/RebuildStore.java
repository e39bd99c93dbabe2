package dev.memary.memory.rebuild;

import dev.memary.memory.rebuild.Rebuild.Scope;
import dev.memary.memory.spaces.Space;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Port: rebuilds and their progress. Every step is a transaction, so a rebuild survives crashes.
 */
public interface RebuildStore {
  /**
   * Begins a rebuild.
   *
   * @param space the one space of {@link Scope#SPACE}
   * @throws RebuildRunningException when one of the tenant runs already
   */
  Rebuild start(String tenantId, Scope scope, @Nullable Space space, String startedBy);

  Optional<Rebuild> find(String tenantId, UUID rebuildId);

  /** The tenant's rebuilds, newest first. */
  List<Rebuild> list(String tenantId, int limit);

  /**
   * Stops it; what was emptied already is filled again by the sweeper. False when it does not run.
   */
  boolean cancel(String tenantId, UUID rebuildId);

  /**
   * Takes the next step of any rebuild, unless another replica is at it.
   *
   * @param backlog nothing is replayed while more episodes than this are pending
   */
  Progress step(GraphClearing graph, int backlog);

  /** What a step did. */
  enum Progress {
    /** There is more to do at once. */
    ADVANCED,
    /** The stages must catch up first, or another replica is at it. */
    WAITING,
    /** No rebuild runs. */
    IDLE
  }
}
