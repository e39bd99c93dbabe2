package dev.memary.memory.recall;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of the knowledge graph that a recall walked over.
 *
 * @param query what found it, in the database's own language, so that it can be asked there
 */
public record Subgraph(List<Entity> entities, List<Relation> relations, String query) {

  /**
   * An entity.
   *
   * @param named whether the question names it
   */
  public record Entity(UUID id, String name, String type, boolean named) {}

  /**
   * A fact as an edge between entities.
   *
   * @param object null when the fact tells of a literal
   */
  public record Relation(
      UUID factId, String predicate, String text, UUID subject, @Nullable UUID object) {}
}
