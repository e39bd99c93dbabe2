package dev.memary.memory.events;

import dev.memary.events.BatchWork;
import dev.memary.events.Stage;
import dev.memary.memory.deadletters.DeadLetterStore;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Keeps what others have set aside. There is no letter about a letter: one that cannot be kept now
 * is tried again until it can.
 */
@ApplicationScoped
public class DeadLetterConsumer {
  private final LetterReader reader;
  private final DeadLetterStore letters;
  private final BatchWork work;
  private final Stage stage;

  public DeadLetterConsumer(
      LetterReader reader,
      DeadLetterStore letters,
      BatchWork work,
      @ConfigProperty(name = "mp.messaging.incoming.dead-letters.group.id") String group) {
    this.reader = reader;
    this.letters = letters;
    this.work = work;
    this.stage = new Stage("dead-letters", group);
  }

  @Incoming("dead-letters")
  @Blocking("dead-letters")
  public void consume(ConsumerRecords<String, String> batch) {
    for (ConsumerRecord<String, String> record : batch) {
      work.untilDone(stage, () -> letters.keep(reader.read(record)));
    }
  }
}
