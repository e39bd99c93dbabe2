package dev.memary.memory.events;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.f4b6a3.uuid.UuidCreator;
import dev.memary.contracts.events.EventHeaders;
import dev.memary.events.DeadLetterHeaders;
import dev.memary.events.Received;
import dev.memary.memory.deadletters.NewLetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads a record of a dead-letter topic, whatever state it is in. */
@ApplicationScoped
class LetterReader {
  /** Every letter's id is made from this and the place that its event came from. */
  private static final UUID NAMESPACE = UUID.fromString("5b0f3a52-6d0e-5f1c-9a57-0f3c8f0f9f0d");

  private static final int LONGEST_PAYLOAD = 65_536;
  private static final int LONGEST_HEADER = 500;

  private final ObjectMapper json;

  LetterReader(ObjectMapper json) {
    this.json = json;
  }

  NewLetter read(ConsumerRecord<String, String> record) {
    String value = requireNonNullElse(record.value(), "");
    String payload = storable(value, LONGEST_PAYLOAD);
    JsonNode event = tree(value);
    return new NewLetter(
        id(record),
        text(event, "tenant_id"),
        uuid(event, "space_id"),
        uuid(event, "episode_id"),
        topic(record),
        record.key() == null ? null : storable(record.key(), LONGEST_HEADER),
        payload,
        payload.equals(value) && header(record, DeadLetterHeaders.TRUNCATED) == null,
        headerOr(record, DeadLetterHeaders.CAUSE, "unknown"),
        headerOr(record, DeadLetterHeaders.DETAIL, ""),
        headerOr(record, DeadLetterHeaders.GROUP, "unknown"),
        header(record, EventHeaders.TRACE_PARENT),
        time(record));
  }

  /**
   * Named after the event and who set it aside, so that setting it aside twice gives one letter; a
   * record that does not tell is named after itself.
   */
  private static UUID id(ConsumerRecord<String, String> record) {
    String offset = header(record, DeadLetterHeaders.OFFSET);
    String place =
        offset == null
            ? record.topic() + "-" + record.partition() + "-" + record.offset()
            : topic(record)
                + "-"
                + header(record, DeadLetterHeaders.PARTITION)
                + "-"
                + offset
                + "-"
                + header(record, DeadLetterHeaders.GROUP);
    return UuidCreator.getNameBasedSha1(NAMESPACE, place);
  }

  /** By where the letter lies; a header could send a replay anywhere. */
  private static String topic(ConsumerRecord<String, String> record) {
    String topic = record.topic();
    return topic.endsWith(DeadLetterHeaders.TOPIC_SUFFIX)
        ? topic.substring(0, topic.length() - DeadLetterHeaders.TOPIC_SUFFIX.length())
        : topic;
  }

  private static Instant time(ConsumerRecord<String, String> record) {
    String time = header(record, DeadLetterHeaders.TIME);
    if (time != null) {
      try {
        return Instant.parse(time);
      } catch (DateTimeException e) {
        return Instant.ofEpochMilli(record.timestamp());
      }
    }
    return Instant.ofEpochMilli(record.timestamp());
  }

  private JsonNode tree(String value) {
    try {
      return requireNonNullElse(json.readTree(value), MissingNode.getInstance());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static @Nullable String text(JsonNode event, String field) {
    JsonNode value = event.path(field);
    return value.isTextual() ? storable(value.asText(), LONGEST_HEADER) : null;
  }

  private static @Nullable UUID uuid(JsonNode event, String field) {
    try {
      String text = text(event, field);
      return text == null ? null : UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String header(ConsumerRecord<String, String> record, String name) {
    String value = Received.header(record, name);
    return value == null ? null : storable(value, LONGEST_HEADER);
  }

  private static String headerOr(
      ConsumerRecord<String, String> record, String name, String otherwise) {
    return requireNonNullElse(header(record, name), otherwise);
  }

  /** PostgreSQL keeps no NUL and no half of a surrogate pair. */
  private static String storable(String value, int longest) {
    String clean = value.replace('\u0000', '\uFFFD');
    if (clean.length() <= longest) {
      return clean;
    }
    int end = Character.isHighSurrogate(clean.charAt(longest - 1)) ? longest - 1 : longest;
    return clean.substring(0, end);
  }
}
