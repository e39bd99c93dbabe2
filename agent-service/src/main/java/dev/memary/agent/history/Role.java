package dev.memary.agent.history;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who speaks in a message. */
public enum Role {
  SYSTEM,
  DEVELOPER,
  USER,
  ASSISTANT,
  TOOL,
  FUNCTION;

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads the name on the wire. */
  public static Optional<Role> of(String wireName) {
    return Arrays.stream(values()).filter(r -> r.wireName().equals(wireName)).findFirst();
  }

  /** Whether the message sets the model up instead of being said by somebody. */
  public boolean instructs() {
    return switch (this) {
      case SYSTEM, DEVELOPER -> true;
      case USER, ASSISTANT, TOOL, FUNCTION -> false;
    };
  }
}
