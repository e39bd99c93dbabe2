package dev.memary.worker.events;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.contracts.events.EpisodeProcessed;
import dev.memary.contracts.events.EpisodeProcessed.Failed;
import dev.memary.contracts.events.EpisodeProcessed.Integrated;
import dev.memary.contracts.events.EpisodeProcessed.Rejected;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.events.BatchWork;
import dev.memary.events.EventPublisher;
import dev.memary.events.OutgoingEvent;
import dev.memary.events.Received;
import dev.memary.events.Stage;
import dev.memary.worker.understanding.Understanding;
import dev.memary.worker.understanding.Understanding.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Understands a batch and publishes the outcomes; the offset is committed after the broker has
 * acknowledged them. Repeating it changes nothing.
 */
@ApplicationScoped
public class UnderstandStage {
  private final BatchWork work;
  private final Understanding understanding;
  private final EventPublisher publisher;
  private final ObjectMapper json;

  public UnderstandStage(
      BatchWork work, Understanding understanding, EventPublisher publisher, ObjectMapper json) {
    this.work = work;
    this.understanding = understanding;
    this.publisher = publisher;
    this.json = json;
  }

  /** Returns when every event was understood or set aside. */
  public void understand(Stage stage, List<Received<EpisodeRecorded>> events) {
    work.processSideBySide(
        stage,
        events.stream().filter(r -> r.event().infer()).toList(),
        this::understand,
        this::fail);
  }

  private void understand(List<Received<EpisodeRecorded>> batch) {
    batch.stream().collect(groupingBy(r -> r.event().tenantId())).forEach(this::understand);
  }

  /** What was understood already, by rules, waits behind what is new. */
  private void understand(String tenantId, List<Received<EpisodeRecorded>> batch) {
    publish(tenantId, batch, false, understanding::understand);
    publish(tenantId, batch, true, understanding::reconsider);
  }

  private void publish(
      String tenantId,
      List<Received<EpisodeRecorded>> batch,
      boolean reconsider,
      BiFunction<String, Collection<UUID>, List<Outcome>> work) {
    Map<UUID, Received<EpisodeRecorded>> byId =
        batch.stream()
            .filter(r -> Boolean.TRUE.equals(r.event().reconsider()) == reconsider)
            .collect(toMap(r -> r.event().episodeId(), r -> r, (first, again) -> again));
    if (!byId.isEmpty()) {
      publisher.publish(
          work.apply(tenantId, byId.keySet()).stream()
              .map(o -> outgoing(ended(tenantId, o), byId.get(o.episodeId())))
              .toList());
    }
  }

  private void fail(Received<EpisodeRecorded> received, String reason) {
    EpisodeRecorded e = received.event();
    publisher.publish(
        List.of(
            outgoing(
                new Failed(
                    e.tenantId(),
                    e.spaceId(),
                    e.episodeId(),
                    e.generation(),
                    Failed.UNDERSTAND,
                    reason),
                received)));
  }

  private static EpisodeProcessed ended(String tenantId, Outcome o) {
    if (o.rejected() != null) {
      return new Rejected(tenantId, o.spaceId(), o.episodeId(), o.generation(), o.rejected());
    }
    return new Integrated(
        tenantId,
        o.spaceId(),
        o.episodeId(),
        o.generation(),
        o.extractor(),
        o.entities(),
        o.facts());
  }

  private OutgoingEvent outgoing(
      EpisodeProcessed outcome, @Nullable Received<EpisodeRecorded> cause) {
    try {
      return new OutgoingEvent(
          Topics.EPISODE_PROCESSED,
          outcome.spaceId(),
          json.writeValueAsString(outcome),
          cause == null ? null : cause.traceparent());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An outcome cannot be written as JSON", e);
    }
  }
}
