package dev.memary.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memary.contracts.events.EventHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** An event with the record it was read from, so that it can be set aside as it came. */
public record Received<T>(T event, ConsumerRecord<String, String> record) {

  /** The trace context of the request that led to the event; what follows from it carries it on. */
  public @Nullable String traceparent() {
    return header(record, EventHeaders.TRACE_PARENT);
  }

  /** The last header of the name as text, or null. */
  public static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }
}
