package dev.memary.worker.understanding;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.Extractor;
import dev.memary.worker.extraction.FactObject;
import dev.memary.worker.extraction.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What may be learnt from whom. A user's words teach entities and facts. An assistant's words are
 * not evidence: they teach entities only, and nothing at all when it had been given memories, so
 * that an echo is never learnt as news.
 */
public final class Learning {
  private final Extractor extractor;

  public Learning(Extractor extractor) {
    this.extractor = extractor;
  }

  /** What the episode teaches. */
  public Extraction learn(EpisodeText episode) {
    boolean echo = episode.role() == Role.ASSISTANT && !episode.recalledIds().isEmpty();
    Extraction extraction = extractor.extract(episode.utterance());
    if (echo || episode.role() == Role.SYSTEM) {
      return new Extraction(List.of(), List.of(), extraction.extractor());
    }
    return episode.role() == Role.USER
        ? withSubjects(extraction)
        : new Extraction(extraction.entities(), List.of(), extraction.extractor());
  }

  /**
   * Every subject and object of a fact is an entity, also the speaker who is only ever called "I".
   */
  private static Extraction withSubjects(Extraction extraction) {
    List<ExtractedEntity> entities = new ArrayList<>(extraction.entities());
    Set<String> names = new HashSet<>();
    entities.forEach(e -> names.add(key(e.name())));
    for (ExtractedFact fact : extraction.facts()) {
      if (names.add(key(fact.subject()))) {
        entities.add(new ExtractedEntity(fact.subject(), EntityType.PERSON, List.of(), 1));
      }
      if (fact.object() instanceof FactObject.EntityObject object
          && names.add(key(object.name()))) {
        entities.add(new ExtractedEntity(object.name(), EntityType.THING, List.of(), 1));
      }
    }
    return new Extraction(entities, extraction.facts(), extraction.extractor());
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
