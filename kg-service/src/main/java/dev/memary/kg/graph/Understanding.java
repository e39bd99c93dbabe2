package dev.memary.kg.graph;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was understood of one episode, at one attempt.
 *
 * @param recordedAt when the episode was recorded: since then we believe its facts
 */
public record Understanding(
    UUID episodeId,
    int generation,
    Instant occurredAt,
    Instant recordedAt,
    List<NamedEntity> entities,
    List<StatedFact> facts) {

  public Understanding {
    entities = List.copyOf(entities);
    facts = List.copyOf(facts);
  }

  /**
   * An entity by the name it has in the text.
   *
   * @param mentions how often the episode mentions it, at least 1
   */
  public record NamedEntity(String name, String type, List<String> aliases, int mentions) {
    public NamedEntity {
      if (name.isBlank() || mentions < 1) {
        throw new IllegalArgumentException("an entity has a name and is mentioned");
      }
      aliases = List.copyOf(aliases);
    }
  }

  /**
   * A fact with its subject and object by name. The object is an entity of the same understanding,
   * or a literal.
   *
   * @param statement one readable sentence
   * @param confidence 0 to 1
   */
  public record StatedFact(
      String subject,
      String predicate,
      String object,
      boolean objectIsEntity,
      String statement,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      double confidence) {
    public StatedFact {
      if (subject.isBlank() || predicate.isBlank() || object.isBlank() || statement.isBlank()) {
        throw new IllegalArgumentException("a fact has subject, predicate, object and statement");
      }
    }
  }
}
