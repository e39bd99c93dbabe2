package dev.memary.agent.answer;

/** How a model's answer ended. */
public sealed interface ModelAnswer {
  /** The model said all it wanted to say. Its words may be none: it may have called a tool. */
  record Complete(String text) implements ModelAnswer {}

  /** The answer broke off after some of it was relayed. */
  record Interrupted(String reason) implements ModelAnswer {}

  /** No model said anything. */
  record Unavailable(String reason) implements ModelAnswer {}
}
