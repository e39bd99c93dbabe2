package dev.memary.kg.events;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.contracts.events.EpisodeProcessed;
import dev.memary.contracts.events.EpisodeProcessed.Failed;
import dev.memary.contracts.events.EpisodeProcessed.Indexed;
import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.contracts.events.Topics;
import dev.memary.events.BatchWork;
import dev.memary.events.EventPublisher;
import dev.memary.events.OutgoingEvent;
import dev.memary.events.Received;
import dev.memary.events.Stage;
import dev.memary.kg.indexing.Indexer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Indexes a batch and says so. Repeating it changes nothing. */
@ApplicationScoped
public class IndexStage {
  private final BatchWork work;
  private final Indexer indexer;
  private final EventPublisher publisher;
  private final ObjectMapper json;

  public IndexStage(BatchWork work, Indexer indexer, EventPublisher publisher, ObjectMapper json) {
    this.work = work;
    this.indexer = indexer;
    this.publisher = publisher;
    this.json = json;
  }

  /** Returns when every event was indexed or set aside. */
  public void index(Stage stage, List<Received<EpisodeRecorded>> events) {
    work.processSideBySide(
        stage,
        events.stream().filter(r -> !Boolean.TRUE.equals(r.event().reconsider())).toList(),
        this::index,
        this::fail);
  }

  private void index(List<Received<EpisodeRecorded>> batch) {
    Map<UUID, Received<EpisodeRecorded>> byId =
        batch.stream().collect(toMap(r -> r.event().episodeId(), r -> r, (first, again) -> again));
    Map<String, Set<UUID>> byTenant =
        byId.values().stream()
            .collect(
                groupingBy(
                    r -> r.event().tenantId(), mapping(r -> r.event().episodeId(), toSet())));
    publisher.publish(
        indexer.index(byTenant).stream()
            .map(e ->
                outgoing(
                    new Indexed(e.tenantId(), e.spaceId(), e.episodeId(), e.generation()),
                    byId.get(e.episodeId())))
            .toList());
  }

  private void fail(Received<EpisodeRecorded> received, String reason) {
    EpisodeRecorded e = received.event();
    publisher.publish(
        List.of(
            outgoing(
                new Failed(
                    e.tenantId(), e.spaceId(), e.episodeId(), e.generation(), Failed.INDEX, reason),
                received)));
  }

  private OutgoingEvent outgoing(
      EpisodeProcessed outcome, @Nullable Received<EpisodeRecorded> cause) {
    try {
      return new OutgoingEvent(
          Topics.EPISODE_PROCESSED,
          outcome.spaceId(),
          json.writeValueAsString(outcome),
          cause == null ? null : cause.traceparent());
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("An outcome cannot be written as JSON", failure);
    }
  }
}
