package dev.memary.kg.graph;

import java.util.List;

/**
 * A state of a subject, such as where somebody lives, of which different things were stated. What
 * was overtaken by something later is closed; the rest stands side by side.
 *
 * @param key of the state within its space; conflicts are listed in its order
 * @param state residence, for example
 */
public record Conflict(String key, String state, String subject, List<DatedFact> sides) {
  public Conflict {
    sides = List.copyOf(sides);
  }
}
