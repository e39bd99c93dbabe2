package dev.memary.kg.events;

import dev.memary.contracts.events.Forgotten;
import dev.memary.events.EventReader;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Tombstones, a batch at a time. */
@ApplicationScoped
public class ForgetConsumer {
  private final EventReader reader;
  private final ForgetStage stage;

  public ForgetConsumer(EventReader reader, ForgetStage stage) {
    this.reader = reader;
    this.stage = stage;
  }

  @Incoming("space-forgotten")
  @Blocking("forget")
  public void consume(ConsumerRecords<String, String> batch) {
    reader.read(batch, Forgotten.class).forEach(stage::forget);
  }
}
