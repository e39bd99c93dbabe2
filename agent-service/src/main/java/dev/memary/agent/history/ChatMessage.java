package dev.memary.agent.history;

import org.jspecify.annotations.Nullable;

/**
 * One message of the client.
 *
 * @param name who speaks, if the client says so
 * @param text what is said in words; empty when there are none
 * @param wire the whole message as it came, to tell it from others
 */
public record ChatMessage(Role role, @Nullable String name, String text, String wire) {
  boolean from(Role other) {
    return role == other;
  }
}
