package dev.memary.events;

/** What a failure means for the work that failed. */
public enum FailureKind {
  /** A neighbour, the broker or a database is away: everything would fail, so the stage waits. */
  UNAVAILABLE,
  /** The work itself is wrong and trying again will not help. */
  REFUSED,
  /** Anything else: it is tried a few times. */
  FAILED
}
