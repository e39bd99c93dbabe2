package dev.memary.kg.events;

import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.events.EventReader;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Stage 1: recorded episodes, a batch at a time. */
@ApplicationScoped
public class IndexConsumer {
  private final EventReader reader;
  private final IndexStage stage;

  public IndexConsumer(EventReader reader, IndexStage stage) {
    this.reader = reader;
    this.stage = stage;
  }

  @Incoming("episode-recorded")
  @Blocking("index")
  public void consume(ConsumerRecords<String, String> batch) {
    stage.index(reader.read(batch, EpisodeRecorded.class));
  }
}
