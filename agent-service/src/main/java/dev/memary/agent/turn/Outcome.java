package dev.memary.agent.turn;

/** How a turn ended. */
public enum Outcome {
  ANSWERED,
  FROM_MEMORY,
  INTERRUPTED
}
