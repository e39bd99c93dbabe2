package dev.memary.worker.events;

import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.events.EventReader;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Stage 2: recorded episodes, a batch at a time. */
@ApplicationScoped
public class UnderstandConsumer {
  private final EventReader reader;
  private final UnderstandStage stage;

  public UnderstandConsumer(EventReader reader, UnderstandStage stage) {
    this.reader = reader;
    this.stage = stage;
  }

  @Incoming("episode-recorded")
  @Blocking
  public void consume(ConsumerRecords<String, String> batch) {
    stage.understand(reader.read(batch, EpisodeRecorded.class));
  }
}
