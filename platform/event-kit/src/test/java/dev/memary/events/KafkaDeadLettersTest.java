package dev.memary.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.contracts.events.EventHeaders;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaDeadLettersTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final MockProducer<String, String> broker =
      new MockProducer<>(true, null, new StringSerializer(), new StringSerializer());
  private final DeadLetters letters =
      new KafkaDeadLetters(new EventPublisher(broker, "test-service"));

  @Test
  void record_setAside_asItCame_withWhatItTakesToReplayIt() {
    var record = new ConsumerRecord<>("topic", 3, 42L, "key", "{not json");
    record.headers().add(EventHeaders.TRACE_PARENT, TRACE.getBytes(UTF_8));

    letters.forward(
        new Stage("index", "kg-service-index"),
        record,
        "unreadable",
        new IllegalArgumentException("text of the record"));

    ProducerRecord<String, String> letter = only(broker.history());
    assertThat(letter.topic()).isEqualTo("topic.dlq");
    assertThat(letter.key()).isEqualTo("key");
    assertThat(letter.value()).isEqualTo("{not json");
    assertThat(header(letter, EventHeaders.TRACE_PARENT)).isEqualTo(TRACE);
    assertThat(header(letter, DeadLetterHeaders.CAUSE)).isEqualTo("unreadable");
    assertThat(header(letter, DeadLetterHeaders.DETAIL)).isEqualTo("IllegalArgumentException");
    assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("topic");
    assertThat(header(letter, DeadLetterHeaders.PARTITION)).isEqualTo("3");
    assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("42");
    assertThat(header(letter, DeadLetterHeaders.GROUP)).isEqualTo("kg-service-index");
    assertThat(header(letter, DeadLetterHeaders.TIME)).isNotBlank();
    assertThat(letter.headers().lastHeader(DeadLetterHeaders.TRUNCATED)).isNull();
  }

  @Test
  void record_tooLargeWithItsHeaders_isCut_andSaysSo() {
    MockProducer<String, String> strict =
        new MockProducer<>(true, null, new StringSerializer(), new StringSerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<String, String> record) {
            return record.value().length() > 100_000
                ? CompletableFuture.failedFuture(new RecordTooLargeException("too large"))
                : super.send(record);
          }
        };

    new KafkaDeadLetters(new EventPublisher(strict, "test-service"))
        .forward(
            new Stage("index", "group"),
            new ConsumerRecord<>("topic", 0, 1L, "key", "x".repeat(200_000)),
            "refused",
            new IllegalStateException());

    ProducerRecord<String, String> letter = only(strict.history());
    assertThat(letter.value()).hasSize(65_536);
    assertThat(header(letter, DeadLetterHeaders.TRUNCATED)).isEqualTo("true");
  }

  @Test
  void brokerAway_isToldToTheCaller() {
    broker.sendException = new TimeoutException("no broker");

    assertThatThrownBy(() ->
            letters.forward(
                new Stage("index", "group"),
                new ConsumerRecord<>("topic", 0, 1L, "key", "x"),
                "refused",
                new IllegalStateException()))
        .isInstanceOf(EventsUnavailableException.class);
  }

  private static ProducerRecord<String, String> only(List<ProducerRecord<String, String>> sent) {
    assertThat(sent).hasSize(1);
    return sent.getFirst();
  }

  private static String header(ProducerRecord<String, String> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }
}
