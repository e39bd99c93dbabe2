package dev.memary.kg.events;

import dev.memary.kg.graph.SpaceBusyException;
import dev.memary.kg.indexing.Reembedding;
import dev.memary.kg.indexing.Reembedding.Progress;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.neo4j.driver.exceptions.Neo4jException;

/** Embeds everything anew as long as vectors of a previous model are said to be there. */
@ApplicationScoped
public class ReembeddingJob {
  private static final Logger LOG = Logger.getLogger(ReembeddingJob.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOGS = Duration.ofMinutes(1);

  private final Reembedding reembedding;
  private volatile boolean wanted;
  private volatile Progress progress = Progress.NONE;
  private Instant notBefore = Instant.EPOCH;
  private Instant logged = Instant.EPOCH;

  /**
   * @param previous models whose vectors are still in the graph, by the names the router knows
   */
  public ReembeddingJob(
      Reembedding reembedding,
      MeterRegistry metrics,
      @ConfigProperty(name = "memary.embedding.previous") Optional<List<String>> previous) {
    this.reembedding = reembedding;
    this.wanted = !previous.orElse(List.of()).isEmpty();
    Gauge.builder("memary_reembedding_active", () -> wanted ? 1 : 0)
        .description("1 while nodes may have vectors of a previous model")
        .register(metrics);
    Gauge.builder("memary_reembedded_nodes", () -> progress.nodes())
        .description("Nodes that got a vector of the current model in the place of another")
        .register(metrics);
  }

  @Scheduled(identity = "reembedding", every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void run() {
    if (!wanted || Instant.now().isBefore(notBefore)) {
      return;
    }
    try {
      proceed();
    } catch (SpaceBusyException e) {
      LOG.debug("A space is being emptied; it gets its vectors later");
    } catch (ProcessingException | WebApplicationException | Neo4jException e) {
      notBefore = Instant.now().plus(PAUSE_AFTER_FAILURE);
      LOG.warnf(
          "Embedding anew pauses for %d s (%s); searches go on. Check llm-router-service and Neo4j",
          PAUSE_AFTER_FAILURE.toSeconds(), e.getClass().getSimpleName());
    }
  }

  private void proceed() {
    String model = reembedding.model();
    Optional<Progress> next = reembedding.proceed(progress, model);
    while (next.isPresent()) {
      progress = next.get();
      tell(model);
      next = reembedding.proceed(progress, model);
    }
    wanted = false;
    LOG.infof(
        "All vectors are of %s now: %d nodes in %d spaces got one. Empty memary.embedding.previous",
        model, progress.nodes(), progress.spaces());
  }

  private void tell(String model) {
    if (logged.plus(BETWEEN_LOGS).isBefore(Instant.now())) {
      logged = Instant.now();
      LOG.infof(
          "Embedding anew by %s: %d nodes so far, %d spaces are done",
          model, progress.nodes(), progress.spaces());
    }
  }
}
