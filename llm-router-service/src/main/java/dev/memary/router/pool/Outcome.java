package dev.memary.router.pool;

/** How a request on a node ended; judged when its stream has ended, not when it began. */
public enum Outcome {
  /** Answered to the end. */
  ANSWERED,
  /** The node refused because it has too much to do: nothing is wrong with it. */
  BUSY,
  /** The connection, the node or the model failed. */
  BROKEN,
  /** The node does not have the model; nothing is wrong with it. */
  MISSING,
  /** A probe was answered. */
  PROBED,
  /** The client left, or its request was at fault: says nothing about the node. */
  ABANDONED
}
