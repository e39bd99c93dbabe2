package dev.memary.localstack;

import java.time.Duration;

/** How the start of one member ended. */
public sealed interface Outcome {

  String name();

  /** It was started and answers. */
  record Ready(String name, Duration took) implements Outcome {}

  /** It was running and answers. */
  record Kept(String name) implements Outcome {}

  /** It was started but ended by itself, or did not answer in time. */
  record Failed(String name, String reason) implements Outcome {}

  /** It was not started because something it needs failed. */
  record Skipped(String name, String needed) implements Outcome {}
}
