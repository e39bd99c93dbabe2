package dev.memary.kg.events;

import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.events.EventReader;
import dev.memary.events.Stage;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Stage 1: recorded episodes, a batch at a time. */
@ApplicationScoped
public class IndexConsumer {
  private final EventReader reader;
  private final IndexStage index;
  private final Stage stage;

  public IndexConsumer(
      EventReader reader,
      IndexStage index,
      @ConfigProperty(name = "mp.messaging.incoming.episode-recorded.group.id") String group) {
    this.reader = reader;
    this.index = index;
    this.stage = new Stage("index", group);
  }

  @Incoming("episode-recorded")
  @Blocking("index")
  public void consume(ConsumerRecords<String, String> batch) {
    index.index(stage, reader.read(stage, batch, EpisodeRecorded.class));
  }
}
