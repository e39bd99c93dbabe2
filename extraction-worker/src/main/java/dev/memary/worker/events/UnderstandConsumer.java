package dev.memary.worker.events;

import dev.memary.contracts.events.EpisodeRecorded;
import dev.memary.events.EventReader;
import dev.memary.events.Stage;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Stage 2: recorded episodes, a batch at a time. */
@ApplicationScoped
public class UnderstandConsumer {
  private final EventReader reader;
  private final UnderstandStage understand;
  private final Stage stage;

  public UnderstandConsumer(
      EventReader reader,
      UnderstandStage understand,
      @ConfigProperty(name = "mp.messaging.incoming.episode-recorded.group.id") String group) {
    this.reader = reader;
    this.understand = understand;
    this.stage = new Stage("understand", group);
  }

  @Incoming("episode-recorded")
  @Blocking
  public void consume(ConsumerRecords<String, String> batch) {
    understand.understand(stage, reader.read(stage, batch, EpisodeRecorded.class));
  }
}
