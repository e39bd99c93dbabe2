package dev.memary.llmdouble;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong on demand: asked for with the header {@code X-Double-Fault}, as the model's name
 * where a client cannot set headers, or with {@link ServerDouble#fail} where the caller of the
 * double is not under the test's control. Each speaks in the shapes of the API that is asked.
 */
public enum Fault {
  NONE(""),
  /** 400: with OpenAI {@code context_length_exceeded}. */
  ERROR_400("double-error-400"),
  /** 404: the model is not there. */
  ERROR_404("double-error-404"),
  /** 500 before anything is answered. */
  ERROR_500("double-error-500"),
  /** 503: with OpenAI a {@code Retry-After}, with Ollama the full queue, which says no time. */
  ERROR_503("double-error-503"),
  /** 429 {@code rate_limit_exceeded} with {@code Retry-After}: worth another try. */
  RATE_LIMIT("double-rate-limit"),
  /** 429 {@code insufficient_quota}: not worth another try. */
  QUOTA("double-quota"),
  /** 400 {@code content_filter}: the prompt is refused. */
  CONTENT_FILTER("double-content-filter"),
  /** 500: the model does not fit into the GPU. */
  OUT_OF_MEMORY("double-out-of-memory"),
  /** The request is taken and never answered, while everything else of the server looks well. */
  HANG("double-hang"),
  /** The load that the request causes takes {@link ServerDouble#SLOW_LOAD} longer. */
  SLOW_LOAD("double-slow-load"),
  /** A stream begins and ends, in good form, before any content. */
  CUT_EARLY("double-cut-early"),
  /** A stream ends, in good form, after some content: no finish reason, no last record. */
  CUT_STREAM("double-cut-stream"),
  /** A stream begins and its connection breaks before any content. */
  BREAK_EARLY("double-break-early"),
  /** The connection of a stream breaks after some content. */
  BREAK_STREAM("double-break-stream"),
  /** A stream begins with 200, and its first content is an error. */
  ERROR_EARLY("double-error-early"),
  /** A stream sends an error event after some content, and ends. */
  ERROR_IN_STREAM("double-error-in-stream"),
  /** A stream finishes after some content because of {@code content_filter}; not with Ollama. */
  FILTER_IN_STREAM("double-filter-in-stream"),
  /** A stream says its first word and then nothing, though it stays open. */
  STALL("double-stall"),
  /** Half a second between the words of a stream. */
  SLOW("double-slow"),
  /** Calls the first tool that the request offers, with no arguments. */
  TOOL_CALL("double-tool-call");

  /** The header that asks for a fault. */
  public static final String HEADER = "X-Double-Fault";

  private final String directive;

  Fault(String directive) {
    this.directive = directive;
  }

  /** The model's name, or the header's value, that asks for it. */
  public String directive() {
    return directive;
  }

  static Fault of(@Nullable String header, String model) {
    return named(header == null ? model : header);
  }

  static Fault named(String wanted) {
    return Arrays.stream(values())
        .filter(fault -> fault != NONE && fault.directive.equals(wanted))
        .findFirst()
        .orElse(NONE);
  }
}
