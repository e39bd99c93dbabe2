package dev.memary.memory.events;

import dev.memary.contracts.events.EpisodeProcessed;
import dev.memary.events.EventReader;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Outcomes of both stages, a batch at a time and in order. */
@ApplicationScoped
public class OutcomeConsumer {
  private final EventReader reader;
  private final OutcomeApplier applier;

  public OutcomeConsumer(EventReader reader, OutcomeApplier applier) {
    this.reader = reader;
    this.applier = applier;
  }

  @Incoming("episode-processed")
  @Blocking
  public void consume(ConsumerRecords<String, String> batch) {
    applier.apply(reader.read(batch, EpisodeProcessed.class));
  }
}
