package dev.memary.localstack.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Listens to a topic from now on, in no consumer group. */
public final class TestEvents implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaConsumer<String, String> consumer;
  private final List<ConsumerRecord<String, String>> seen = new ArrayList<>();

  private TestEvents(KafkaConsumer<String, String> consumer) {
    this.consumer = consumer;
  }

  /** Whatever is published to the topic after this call. */
  public static TestEvents on(String topic) {
    var broker = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", broker, "enable.auto.commit", false),
            new StringDeserializer(),
            new StringDeserializer());
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return new TestEvents(consumer);
  }

  /** Waits until that many events of the key have come; returns all that came by then. */
  public List<ConsumerRecord<String, String>> await(String key, int count) {
    var deadline = Instant.now().plus(PATIENCE);
    while (of(key).size() < count) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError(
            "%d events of %s came, not %d".formatted(of(key).size(), key, count));
      }
      consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
    }
    return of(key);
  }

  private List<ConsumerRecord<String, String>> of(String key) {
    return seen.stream().filter(record -> key.equals(record.key())).toList();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
