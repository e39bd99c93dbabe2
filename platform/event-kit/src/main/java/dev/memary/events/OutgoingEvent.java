package dev.memary.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event ready for the wire.
 *
 * @param topic Kafka topic and CloudEvents type
 * @param spaceId the key: events of one space stay on one partition
 * @param payload JSON
 * @param traceparent W3C trace context of the request behind it
 */
public record OutgoingEvent(
    String topic, UUID spaceId, String payload, @Nullable String traceparent) {}
