package dev.memary.memory.events;

import static java.util.stream.Collectors.groupingBy;

import dev.memary.contracts.events.EpisodeProcessed;
import dev.memary.events.BatchWork;
import dev.memary.events.EventReader;
import dev.memary.events.Received;
import dev.memary.events.Stage;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Outcomes of both stages, a batch at a time and in order. */
@ApplicationScoped
public class OutcomeConsumer {
  private final EventReader reader;
  private final BatchWork work;
  private final OutcomeApplier applier;
  private final Stage stage;

  public OutcomeConsumer(
      EventReader reader,
      BatchWork work,
      OutcomeApplier applier,
      @ConfigProperty(name = "mp.messaging.incoming.episode-processed.group.id") String group) {
    this.reader = reader;
    this.work = work;
    this.applier = applier;
    this.stage = new Stage("outcomes", group);
  }

  /**
   * What cannot be applied is set aside. Its episode stays pending, so the sweeper tries it again
   * from the start.
   */
  @Incoming("episode-processed")
  @Blocking
  public void consume(ConsumerRecords<String, String> batch) {
    reader.read(stage, batch, EpisodeProcessed.class).stream()
        .collect(groupingBy(r -> r.event().tenantId()))
        .forEach((tenant, own) ->
            work.process(
                stage,
                own,
                part -> applier.apply(part.stream().map(Received::event).toList()),
                (setAside, reason) -> {}));
  }
}
