package dev.memary.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Dead letters go to a topic beside the one they come from. */
@ApplicationScoped
public class KafkaDeadLetters implements DeadLetters {
  private static final int CUT = 65_536;

  private final EventPublisher publisher;

  public KafkaDeadLetters(EventPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void forward(
      Stage stage, ConsumerRecord<String, String> record, String cause, Throwable failure) {
    ProducerRecord<String, String> letter =
        letter(stage, record, record.value(), cause, DeadLetters.detail(failure));
    try {
      publisher.forward(letter);
    } catch (EventsUnavailableException e) {
      if (!isTooLarge(e)) {
        throw e;
      }
      // The headers made it larger than the broker takes: better a part of it than none.
      String value = record.value();
      ProducerRecord<String, String> cut =
          letter(
              stage,
              record,
              value == null ? null : value.substring(0, Math.min(CUT, value.length())),
              cause,
              DeadLetters.detail(failure));
      put(cut.headers(), DeadLetterHeaders.TRUNCATED, "true");
      publisher.forward(cut);
    }
  }

  private static boolean isTooLarge(Throwable failure) {
    return failure instanceof RecordTooLargeException
        || (failure.getCause() != null && isTooLarge(failure.getCause()));
  }

  private static ProducerRecord<String, String> letter(
      Stage stage,
      ConsumerRecord<String, String> record,
      @Nullable String value,
      String cause,
      String detail) {
    var letter =
        new ProducerRecord<>(
            record.topic() + DeadLetterHeaders.TOPIC_SUFFIX, null, record.key(), value);
    Headers headers = letter.headers();
    record.headers().forEach(headers::add);
    put(headers, DeadLetterHeaders.CAUSE, cause);
    put(headers, DeadLetterHeaders.DETAIL, detail);
    put(headers, DeadLetterHeaders.TOPIC, record.topic());
    put(headers, DeadLetterHeaders.PARTITION, String.valueOf(record.partition()));
    put(headers, DeadLetterHeaders.OFFSET, String.valueOf(record.offset()));
    put(headers, DeadLetterHeaders.GROUP, stage.group());
    put(headers, DeadLetterHeaders.TIME, Instant.now().toString());
    return letter;
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(UTF_8));
  }
}
