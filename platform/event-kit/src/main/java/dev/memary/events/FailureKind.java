package dev.memary.events;

/** What a failure means for the work that failed. */
public enum FailureKind {
  /** A neighbour, the broker or a database is away: everything would fail, so the stage waits. */
  UNAVAILABLE,
  /** The work itself is wrong and trying again will not help. */
  REFUSED,
  /**
   * No answer in time: a neighbour has too much to do, or this is too much for it. Large work is
   * divided; what is alone is tried many times, so that nobody else's load sets it aside.
   */
  SLOW,
  /** Anything else: it is tried a few times. */
  FAILED
}
