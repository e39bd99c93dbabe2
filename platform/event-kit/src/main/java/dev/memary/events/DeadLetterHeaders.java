package dev.memary.events;

/**
 * What a record of a dead-letter topic says about itself, besides the headers it came with. Codes
 * and places, never text of the record.
 */
public final class DeadLetterHeaders {
  /** Suffix of the topic where events of a topic are set aside. */
  public static final String TOPIC_SUFFIX = ".dlq";

  /** {@code unreadable}, {@code refused} or {@code retries_exhausted}. */
  public static final String CAUSE = "memary-dead-letter-cause";

  /** The type of the failure, with the HTTP status if there is one. */
  public static final String DETAIL = "memary-dead-letter-detail";

  public static final String TOPIC = "memary-dead-letter-topic";
  public static final String PARTITION = "memary-dead-letter-partition";
  public static final String OFFSET = "memary-dead-letter-offset";

  /** The consumer group that set it aside. */
  public static final String GROUP = "memary-dead-letter-group";

  /** When, in ISO 8601. */
  public static final String TIME = "memary-dead-letter-time";

  /** {@code true} when the payload was too large for a letter and was cut off. */
  public static final String TRUNCATED = "memary-dead-letter-truncated";

  private DeadLetterHeaders() {}
}
