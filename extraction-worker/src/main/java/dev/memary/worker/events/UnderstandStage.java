package dev.memary.worker.events;

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
import dev.memary.kit.problem.ServiceRefusal;
import dev.memary.worker.understanding.Understanding;
import dev.memary.worker.understanding.Understanding.Outcome;
import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.jboss.logging.Logger;

/**
 * Understands a batch and publishes the outcomes; the offset is committed after the broker has
 * acknowledged them. Repeating a batch changes nothing, so it is retried until it is through.
 */
@ApplicationScoped
public class UnderstandStage {
  private static final Logger LOG = Logger.getLogger(UnderstandStage.class);

  private final Understanding understanding;
  private final EventPublisher publisher;
  private final ObjectMapper json;

  public UnderstandStage(Understanding understanding, EventPublisher publisher, ObjectMapper json) {
    this.understanding = understanding;
    this.publisher = publisher;
    this.json = json;
  }

  @Retry(maxRetries = -1, maxDuration = 0, delay = 250, jitter = 100)
  @ExponentialBackoff(factor = 2, maxDelay = 10_000)
  public void understand(List<EpisodeRecorded> events) {
    try {
      events.stream()
          .filter(EpisodeRecorded::infer)
          .collect(groupingBy(EpisodeRecorded::tenantId))
          .forEach(this::understand);
    } catch (RuntimeException e) {
      LOG.warnf(
          "%d episodes cannot be understood now and will be tried again: %s: %s",
          events.size(), e.getClass().getSimpleName(), e.getMessage());
      throw e;
    }
  }

  private void understand(String tenantId, List<EpisodeRecorded> events) {
    Batches.process(
        events,
        batch -> publisher.publish(outcomes(tenantId, batch)),
        ServiceRefusal::isFinal,
        (event, refusal) -> fail(tenantId, event, refusal));
  }

  private List<OutgoingEvent> outcomes(String tenantId, List<EpisodeRecorded> events) {
    Set<UUID> ids = events.stream().map(EpisodeRecorded::episodeId).collect(toSet());
    return understanding.understand(tenantId, ids).stream()
        .map(outcome -> integrated(tenantId, outcome))
        .toList();
  }

  private void fail(String tenantId, EpisodeRecorded event, RuntimeException refusal) {
    LOG.errorf(
        "Episode %s of space %s cannot be understood: %s. It stays searchable.",
        event.episodeId(), event.spaceId(), refusal.getMessage());
    EpisodeProcessed outcome =
        new EpisodeProcessed.Failed(
            tenantId, event.spaceId(), event.episodeId(), event.generation(), "refused");
    publisher.publish(List.of(outgoing(event.spaceId(), outcome)));
  }

  private OutgoingEvent integrated(String tenantId, Outcome o) {
    EpisodeProcessed outcome =
        new EpisodeProcessed.Integrated(
            tenantId,
            o.spaceId(),
            o.episodeId(),
            o.generation(),
            o.extractor(),
            o.entities(),
            o.facts());
    return outgoing(o.spaceId(), outcome);
  }

  private OutgoingEvent outgoing(UUID spaceId, EpisodeProcessed outcome) {
    try {
      return new OutgoingEvent(
          Topics.EPISODE_PROCESSED, spaceId, json.writeValueAsString(outcome), null);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An outcome cannot be written as JSON", e);
    }
  }
}
