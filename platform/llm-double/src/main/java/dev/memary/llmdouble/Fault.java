package dev.memary.llmdouble;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong on demand: asked for with the header {@code X-Double-Fault} or, where a client
 * cannot set headers, as the model's name.
 */
public enum Fault {
  NONE(""),
  /** 400 {@code context_length_exceeded}. */
  ERROR_400("double-error-400"),
  /** 500 before anything is answered. */
  ERROR_500("double-error-500"),
  /** 503 with {@code Retry-After}. */
  ERROR_503("double-error-503"),
  /** A stream begins and its connection closes before any content. */
  CUT_EARLY("double-cut-early"),
  /** A stream closes after some content: no finish reason, no {@code [DONE]}. */
  CUT_STREAM("double-cut-stream"),
  /** A stream sends an error event after some content, and ends. */
  ERROR_IN_STREAM("double-error-in-stream"),
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
    String wanted = header == null ? model : header;
    return Arrays.stream(values())
        .filter(fault -> fault != NONE && fault.directive.equals(wanted))
        .findFirst()
        .orElse(NONE);
  }
}
