package dev.memary.memory.events;

import dev.memary.memory.rebuild.GraphClearing;
import dev.memary.memory.rebuild.RebuildStore;
import dev.memary.memory.rebuild.RebuildStore.Progress;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Takes rebuilds further, as fast as the two stages follow. */
@ApplicationScoped
public class RebuildRunner {
  private static final Logger LOG = Logger.getLogger(RebuildRunner.class);

  private final RebuildStore rebuilds;
  private final GraphClearing graph;
  private final int backlog;

  public RebuildRunner(
      RebuildStore rebuilds,
      GraphClearing graph,
      @ConfigProperty(name = "memary.rebuild.backlog", defaultValue = "2000") int backlog) {
    this.rebuilds = rebuilds;
    this.graph = graph;
    this.backlog = backlog;
  }

  @Scheduled(
      every = "${memary.rebuild.every:1s}",
      delayed = "5s",
      concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    try {
      while (rebuilds.step(graph, backlog) == Progress.ADVANCED) {
        LOG.debug("A rebuild took a step");
      }
    } catch (RuntimeException e) {
      LOG.warnf(
          "A rebuild cannot go on now and will be tried again: %s. Are kg-service and PostgreSQL up?",
          e.getClass().getSimpleName());
    }
  }
}
