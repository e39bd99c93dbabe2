package dev.memary.memory.episodes;

import java.util.Locale;

/** Who speaks in a conversation, as chat APIs name it. */
public enum Role {
  USER,
  ASSISTANT,
  SYSTEM,
  TOOL;

  /** The name on the wire and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@link #wireName()}. */
  public static Role of(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
