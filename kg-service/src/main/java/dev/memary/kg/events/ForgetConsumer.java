package dev.memary.kg.events;

import dev.memary.contracts.events.Forgotten;
import dev.memary.events.EventReader;
import dev.memary.events.Stage;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Tombstones, a batch at a time. */
@ApplicationScoped
public class ForgetConsumer {
  private final EventReader reader;
  private final ForgetStage forget;
  private final Stage stage;

  public ForgetConsumer(
      EventReader reader,
      ForgetStage forget,
      @ConfigProperty(name = "mp.messaging.incoming.space-forgotten.group.id") String group) {
    this.reader = reader;
    this.forget = forget;
    this.stage = new Stage("forget", group);
  }

  @Incoming("space-forgotten")
  @Blocking("forget")
  public void consume(ConsumerRecords<String, String> batch) {
    forget.forget(stage, reader.read(stage, batch, Forgotten.class));
  }
}
