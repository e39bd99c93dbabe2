package dev.memary.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memary.contracts.events.EventHeaders;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Publishes events and returns when every replica that must have them has them. */
@ApplicationScoped
public class EventPublisher {
  private final Producer<String, String> producer;
  private final String source;

  @Inject
  public EventPublisher(
      @Identifier("default-kafka-broker") Map<String, Object> broker,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    Map<String, Object> config = new HashMap<>(broker);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    this(new KafkaProducer<>(config, new StringSerializer(), new StringSerializer()), service);
  }

  EventPublisher(Producer<String, String> producer, String service) {
    this.producer = producer;
    this.source = "memary/" + service;
  }

  /**
   * Publishes all, in the given order per key.
   *
   * @throws EventsUnavailableException when the broker did not acknowledge every one; some may have
   *     arrived
   */
  public void publish(List<OutgoingEvent> events) {
    List<Future<?>> sent = new ArrayList<>(events.size());
    try {
      for (OutgoingEvent event : events) {
        sent.add(producer.send(recordOf(event)));
      }
      for (Future<?> acknowledged : sent) {
        acknowledged.get();
      }
    } catch (ExecutionException | org.apache.kafka.common.KafkaException e) {
      throw new EventsUnavailableException(
          "Kafka did not acknowledge " + events.size() + " events", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EventsUnavailableException("Interrupted while publishing", e);
    }
  }

  /** Publishes records as they are, headers included. */
  void forward(ProducerRecord<String, String> record) {
    try {
      producer.send(record).get();
    } catch (ExecutionException | org.apache.kafka.common.KafkaException e) {
      throw new EventsUnavailableException("Kafka did not acknowledge a dead letter", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EventsUnavailableException("Interrupted while publishing", e);
    }
  }

  void close(@Observes ShutdownEvent event) {
    producer.close(Duration.ofSeconds(5));
  }

  private ProducerRecord<String, String> recordOf(OutgoingEvent event) {
    var record = new ProducerRecord<>(event.topic(), event.spaceId().toString(), event.payload());
    Headers headers = record.headers();
    headers.add(EventHeaders.SPEC_VERSION, "1.0".getBytes(UTF_8));
    headers.add(EventHeaders.ID, UUID.randomUUID().toString().getBytes(UTF_8));
    headers.add(EventHeaders.TYPE, event.topic().getBytes(UTF_8));
    headers.add(EventHeaders.SOURCE, source.getBytes(UTF_8));
    headers.add(EventHeaders.TIME, Instant.now().toString().getBytes(UTF_8));
    headers.add(EventHeaders.CONTENT_TYPE, "application/json".getBytes(UTF_8));
    if (event.traceparent() != null) {
      headers.add(EventHeaders.TRACE_PARENT, event.traceparent().getBytes(UTF_8));
    }
    return record;
  }
}
