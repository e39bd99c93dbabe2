package dev.memary.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Reads a batch of records as events; what cannot be read goes to the dead-letter topic with its
 * cause.
 */
@ApplicationScoped
public class EventReader {
  private final ObjectMapper json;
  private final BatchWork work;

  public EventReader(ObjectMapper json, BatchWork work) {
    this.json = json;
    this.work = work;
  }

  /** The events of the batch, in its order. */
  public <T> List<Received<T>> read(
      Stage stage, ConsumerRecords<String, String> batch, Class<T> type) {
    List<Received<T>> events = new ArrayList<>(batch.count());
    for (ConsumerRecord<String, String> record : batch) {
      try {
        T event = json.readValue(String.valueOf(record.value()), type);
        if (event == null) {
          throw new IllegalArgumentException("empty");
        }
        events.add(new Received<>(event, record));
      } catch (JsonProcessingException | RuntimeException e) {
        work.setAsideUnreadable(stage, record, e);
      }
    }
    return events;
  }
}
