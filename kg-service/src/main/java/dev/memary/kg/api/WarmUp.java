package dev.memary.kg.api;

import dev.memary.kg.graph.Candidate;
import dev.memary.kg.graph.CandidateQuery;
import dev.memary.kg.graph.CandidateQuery.Embedded;
import dev.memary.kg.graph.CandidateQuery.Scope;
import dev.memary.kg.graph.GraphStore;
import dev.memary.kg.graph.SpaceKey;
import dev.memary.kg.retrieval.RetrieveQuery;
import dev.memary.kg.retrieval.Retriever;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Asks the graph all it will be asked before anybody else does: planning queries for the first time
 * takes seconds. Until then the service is not ready.
 */
@Readiness
@ApplicationScoped
public class WarmUp implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);
  private static final int ATTEMPTS = 60;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final SpaceKey NOBODYS = new SpaceKey("warm-up", new UUID(0, 0));
  private static final UUID NONE = new UUID(0, 0);
  private static final int DIMENSIONS = 384;

  private final GraphStore graph;
  private final Retriever retriever;
  private volatile boolean planned;

  public WarmUp(GraphStore graph, Retriever retriever) {
    this.graph = graph;
    this.retriever = retriever;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("warm-up").start(this::run);
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("queries planned").status(planned).build();
  }

  private void run() {
    planned = repeat(Integer.MAX_VALUE, this::plan);
    repeat(ATTEMPTS, this::retrieve);
  }

  private static boolean repeat(int attempts, BooleanSupplier succeeds) {
    for (int attempt = 0; attempt < attempts; attempt++) {
      if (succeeds.getAsBoolean()) {
        return true;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  private boolean plan() {
    CandidateQuery query =
        new CandidateQuery(
            NOBODYS.tenantId(),
            List.of(NOBODYS.spaceId()),
            List.of("warm", "up"),
            new Embedded(new float[DIMENSIONS], "warm-up"),
            EnumSet.allOf(Candidate.Kind.class),
            Scope.ALL,
            1);
    try {
      graph.candidates(query);
      graph.around(NOBODYS, List.of("warm up"), query);
      graph.episodes(NOBODYS, Set.of(NONE), query);
      graph.mentioning(NOBODYS, "warm up");
      graph.entityNames(NOBODYS, Set.of(NONE));
      graph.speakers(NOBODYS);
      graph.states(NOBODYS.tenantId(), List.of(NOBODYS.spaceId()));
      return true;
    } catch (RuntimeException e) {
      LOG.infof("Queries cannot be planned yet: %s", e.getClass().getSimpleName());
      return false;
    }
  }

  /** With the router's embedding: the first of those takes long, too. */
  private boolean retrieve() {
    try {
      return retriever
          .retrieve(
              new RetrieveQuery(
                  NOBODYS.tenantId(),
                  List.of(NOBODYS.spaceId()),
                  "warm up",
                  1,
                  EnumSet.allOf(Candidate.Kind.class),
                  Scope.ALL,
                  Instant.EPOCH,
                  null,
                  false))
          .degraded()
          .isEmpty();
    } catch (RuntimeException e) {
      LOG.debugf("Not warmed up: %s", e.getClass().getSimpleName());
      return false;
    }
  }
}
