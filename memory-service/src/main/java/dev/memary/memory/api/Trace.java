package dev.memary.memory.api;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/** The trace of the current request, to go with events. */
final class Trace {
  private Trace() {}

  /** The W3C {@code traceparent}, or null outside a trace. */
  static @Nullable String parent() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid()
        ? "00-%s-%s-%s".formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())
        : null;
  }
}
