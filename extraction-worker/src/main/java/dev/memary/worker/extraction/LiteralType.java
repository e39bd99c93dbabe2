package dev.memary.worker.extraction;

/** What a literal value is. */
public enum LiteralType {
  /** Words: "nurse", "green". */
  TEXT,
  /** A number or an amount: "82". */
  NUMBER,
  /** Something to do, beginning with a verb: "visit Japan". */
  ACTIVITY
}
