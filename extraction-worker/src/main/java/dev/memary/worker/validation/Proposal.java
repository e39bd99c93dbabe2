package dev.memary.worker.validation;

import dev.memary.worker.extraction.EntityType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model says that an utterance says. Nothing of it is believed yet. */
public record Proposal(List<Entity> entities, List<Fact> facts) {
  public Proposal {
    entities = List.copyOf(entities);
    facts = List.copyOf(facts);
  }

  /** Somebody or something that is spoken of. */
  public record Entity(String name, EntityType type) {}

  /** What an object is. */
  public enum ObjectKind {
    ENTITY,
    TEXT,
    NUMBER,
    ACTIVITY
  }

  /**
   * A fact.
   *
   * @param quote the words that say so, as they stand in the text
   * @param since the words that say since when, or a date
   * @param until the words that say until when, or a date
   * @param ended whether it is over
   * @param planned whether it is still to come
   */
  public record Fact(
      String subject,
      String predicate,
      String object,
      ObjectKind objectKind,
      String statement,
      String quote,
      @Nullable String since,
      @Nullable String until,
      boolean ended,
      boolean planned) {}
}
