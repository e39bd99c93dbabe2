package dev.memary.contracts.events;

/**
 * Kafka header names: CloudEvents binary content mode (Kafka protocol binding 1.0) and W3C trace
 * context.
 *
 * @see <a href="https://github.com/cloudevents/spec">CloudEvents</a>
 */
public final class EventHeaders {
  public static final String ID = "ce_id";
  public static final String TYPE = "ce_type";
  public static final String SOURCE = "ce_source";
  public static final String SPEC_VERSION = "ce_specversion";
  public static final String TIME = "ce_time";
  public static final String CONTENT_TYPE = "content-type";
  public static final String TRACE_PARENT = "traceparent";

  private EventHeaders() {}
}
