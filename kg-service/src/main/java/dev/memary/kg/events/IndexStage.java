package dev.memary.kg.events;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.contracts.events.EpisodeProcessed;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.events.EventPublisher;
import dev.memary.events.OutgoingEvent;
import dev.memary.kg.indexing.Indexer;
import dev.memary.kg.indexing.Indexer.IndexedEpisode;
import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.jboss.logging.Logger;

/**
 * Indexes a batch and says so. Repeating it changes nothing, so it is retried until it is through.
 */
@ApplicationScoped
public class IndexStage {
  private static final Logger LOG = Logger.getLogger(IndexStage.class);

  private final Indexer indexer;
  private final EventPublisher publisher;
  private final ObjectMapper json;

  public IndexStage(Indexer indexer, EventPublisher publisher, ObjectMapper json) {
    this.indexer = indexer;
    this.publisher = publisher;
    this.json = json;
  }

  @Retry(maxRetries = -1, maxDuration = 0, delay = 250, jitter = 100)
  @ExponentialBackoff(factor = 2, maxDelay = 10_000)
  public void index(List<EpisodeRecorded> events) {
    try {
      events.stream()
          .collect(
              groupingBy(EpisodeRecorded::tenantId, mapping(EpisodeRecorded::episodeId, toSet())))
          .forEach((tenant, ids) ->
              publisher.publish(
                  indexer.index(tenant, ids).stream().map(e -> indexed(tenant, e)).toList()));
    } catch (RuntimeException e) {
      LOG.warnf(
          "%d episodes cannot be indexed now and will be tried again: %s: %s",
          events.size(), e.getClass().getSimpleName(), e.getMessage());
      throw e;
    }
  }

  private OutgoingEvent indexed(String tenantId, IndexedEpisode e) {
    EpisodeProcessed outcome =
        new EpisodeProcessed.Indexed(tenantId, e.spaceId(), e.episodeId(), e.generation());
    try {
      return new OutgoingEvent(
          Topics.EPISODE_PROCESSED, e.spaceId(), json.writeValueAsString(outcome), null);
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("An outcome cannot be written as JSON", failure);
    }
  }
}
