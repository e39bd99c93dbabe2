package dev.memary.worker.extraction;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Somebody or something an utterance speaks of.
 *
 * @param name the canonical name; for a date its ISO 8601 form
 * @param type its kind
 * @param aliases other ways the text writes it
 * @param mentions how often the text names it
 */
public record ExtractedEntity(String name, EntityType type, List<String> aliases, int mentions) {

  public ExtractedEntity {
    requireNonNull(type, "type");
    aliases = List.copyOf(aliases);
    if (requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("An entity needs a name");
    }
    if (mentions < 1) {
      throw new IllegalArgumentException("An entity is mentioned at least once");
    }
  }
}
