package dev.memary.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/**
 * Reads a batch of records as events; what cannot be read goes to the dead-letter topic with its
 * cause.
 */
@ApplicationScoped
public class EventReader {
  private static final Logger LOG = Logger.getLogger(EventReader.class);
  private static final String CAUSE = "memary-dead-letter-cause";

  private final ObjectMapper json;
  private final EventPublisher publisher;

  public EventReader(ObjectMapper json, EventPublisher publisher) {
    this.json = json;
    this.publisher = publisher;
  }

  /** The events of the batch, in its order. */
  public <T> List<T> read(ConsumerRecords<String, String> batch, Class<T> type) {
    List<T> events = new ArrayList<>(batch.count());
    for (ConsumerRecord<String, String> record : batch) {
      try {
        T event = json.readValue(String.valueOf(record.value()), type);
        if (event == null) {
          throw new IllegalArgumentException("empty");
        }
        events.add(event);
      } catch (JsonProcessingException | RuntimeException e) {
        setAside(record, e.getClass().getSimpleName());
      }
    }
    return events;
  }

  /** Sets one record aside. The cause is a code, never text of the record. */
  public void setAside(ConsumerRecord<String, String> record, String cause) {
    LOG.warnf(
        "Set aside an event of %s, partition %d, offset %d: %s. See %s%s.",
        record.topic(),
        record.partition(),
        record.offset(),
        cause,
        record.topic(),
        EventTopics.DEAD_LETTER_SUFFIX);
    var letter =
        new ProducerRecord<>(
            record.topic() + EventTopics.DEAD_LETTER_SUFFIX, null, record.key(), record.value());
    record.headers().forEach(letter.headers()::add);
    letter.headers().add(CAUSE, cause.getBytes(UTF_8));
    publisher.forward(letter);
  }
}
