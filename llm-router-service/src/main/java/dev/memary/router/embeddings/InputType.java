package dev.memary.router.embeddings;

/** What texts are for; some models embed the two differently. */
public enum InputType {
  /** Something that is searched. */
  PASSAGE,
  /** Something that searches. */
  QUERY
}
