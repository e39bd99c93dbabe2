package dev.memary.kg.events;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.contracts.events.EpisodeProcessed;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.events.Batches;
import dev.memary.events.EventPublisher;
import dev.memary.events.OutgoingEvent;
import dev.memary.kg.indexing.Indexer;
import dev.memary.kg.indexing.Indexer.IndexedEpisode;
import dev.memary.kit.problem.ServiceRefusal;
import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
      events.stream().collect(groupingBy(EpisodeRecorded::tenantId)).forEach(this::index);
    } catch (RuntimeException e) {
      LOG.warnf(
          "%d episodes cannot be indexed now and will be tried again: %s: %s",
          events.size(), e.getClass().getSimpleName(), e.getMessage());
      throw e;
    }
  }

  private void index(String tenantId, List<EpisodeRecorded> events) {
    Batches.process(
        events,
        batch -> publisher.publish(outcomes(tenantId, batch)),
        ServiceRefusal::isFinal,
        (event, refusal) -> fail(tenantId, event, refusal));
  }

  private List<OutgoingEvent> outcomes(String tenantId, List<EpisodeRecorded> events) {
    Set<UUID> ids = events.stream().map(EpisodeRecorded::episodeId).collect(toSet());
    return indexer.index(tenantId, ids).stream().map(e -> indexed(tenantId, e)).toList();
  }

  private void fail(String tenantId, EpisodeRecorded event, RuntimeException refusal) {
    LOG.errorf(
        "Episode %s of space %s cannot be indexed: %s. It is found by its words only.",
        event.episodeId(), event.spaceId(), refusal.getMessage());
    EpisodeProcessed outcome =
        new EpisodeProcessed.Failed(
            tenantId, event.spaceId(), event.episodeId(), event.generation(), "not_indexed");
    publisher.publish(List.of(outgoing(event.spaceId(), outcome)));
  }

  private OutgoingEvent indexed(String tenantId, IndexedEpisode e) {
    EpisodeProcessed outcome =
        new EpisodeProcessed.Indexed(tenantId, e.spaceId(), e.episodeId(), e.generation());
    return outgoing(e.spaceId(), outcome);
  }

  private OutgoingEvent outgoing(UUID spaceId, EpisodeProcessed outcome) {
    try {
      return new OutgoingEvent(
          Topics.EPISODE_PROCESSED, spaceId, json.writeValueAsString(outcome), null);
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("An outcome cannot be written as JSON", failure);
    }
  }
}
