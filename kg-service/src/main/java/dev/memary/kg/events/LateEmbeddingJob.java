package dev.memary.kg.events;

import dev.memary.kg.graph.SpaceBusyException;
import dev.memary.kg.indexing.LateEmbedding;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import org.jboss.logging.Logger;
import org.neo4j.driver.exceptions.Neo4jException;

/** Embeds facts and entities a little after they were integrated. */
@ApplicationScoped
public class LateEmbeddingJob {
  private static final Logger LOG = Logger.getLogger(LateEmbeddingJob.class);

  private final LateEmbedding embedding;

  public LateEmbeddingJob(LateEmbedding embedding) {
    this.embedding = embedding;
  }

  @Scheduled(
      identity = "late-embedding",
      every = "1s",
      concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void run() {
    try {
      embedding.embed();
    } catch (SpaceBusyException e) {
      LOG.debug("A space is being emptied; its facts get their vectors later");
    } catch (ProcessingException | WebApplicationException | Neo4jException e) {
      LOG.warnf(
          "Facts and entities wait for their vectors (%s); they are found by words until then."
              + " Check llm-router-service and Neo4j",
          e.getClass().getSimpleName());
    }
  }
}
