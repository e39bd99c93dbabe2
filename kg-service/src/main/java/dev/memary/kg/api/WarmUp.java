package dev.memary.kg.api;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.retrieval.RetrieveQuery;
import dev.memary.kg.retrieval.Retriever;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Asks the graph once before anybody else does: planning a query for the first time takes seconds.
 */
@ApplicationScoped
public class WarmUp {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);
  private static final int ATTEMPTS = 60;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Retriever retriever;

  public WarmUp(Retriever retriever) {
    this.retriever = retriever;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("warm-up").start(this::run);
  }

  /** Until the router can embed: without a vector half of the queries are not planned. */
  private void run() {
    for (int attempt = 0; attempt < ATTEMPTS && !isWarm(); attempt++) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean isWarm() {
    try {
      return retriever
          .retrieve(
              new RetrieveQuery(
                  "warm-up",
                  List.of(new UUID(0, 0)),
                  "warm up",
                  1,
                  EnumSet.allOf(Candidate.Kind.class),
                  Scope.ALL,
                  Instant.EPOCH,
                  null))
          .degraded()
          .isEmpty();
    } catch (RuntimeException e) {
      LOG.debugf("Not warmed up: %s", e.getClass().getSimpleName());
      return false;
    }
  }
}
