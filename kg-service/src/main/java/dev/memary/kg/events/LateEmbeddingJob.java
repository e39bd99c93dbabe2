package dev.memary.kg.events;

import dev.memary.kg.graph.SpaceBusyException;
import dev.memary.kg.indexing.LateEmbedding;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.neo4j.driver.exceptions.Neo4jException;

/** Embeds facts and entities a little after they were integrated. */
@ApplicationScoped
public class LateEmbeddingJob {
  private static final Logger LOG = Logger.getLogger(LateEmbeddingJob.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  private final LateEmbedding embedding;
  private volatile Instant notBefore = Instant.EPOCH;

  public LateEmbeddingJob(LateEmbedding embedding) {
    this.embedding = embedding;
  }

  @Scheduled(
      identity = "late-embedding",
      every = "1s",
      concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void run() {
    if (Instant.now().isBefore(notBefore)) {
      return;
    }
    try {
      embedding.embed();
    } catch (SpaceBusyException e) {
      LOG.debug("A space is being emptied; its facts get their vectors later");
    } catch (ProcessingException | WebApplicationException | Neo4jException e) {
      notBefore = Instant.now().plus(PAUSE_AFTER_FAILURE);
      LOG.warnf(
          "Facts and entities wait for their vectors (%s), %d s at least; they are found by words until then."
              + " Check llm-router-service and Neo4j",
          e.getClass().getSimpleName(), PAUSE_AFTER_FAILURE.toSeconds());
    }
  }
}
