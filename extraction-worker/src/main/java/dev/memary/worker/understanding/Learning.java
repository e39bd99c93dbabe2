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
public final class Learning implements Learner {
  private static final int MAX_ENTITIES = 500;
  private static final int MAX_FACTS = 500;
  private static final int MAX_ALIASES = 20;
  private static final int MAX_NAME = 500;
  private static final int MAX_STATEMENT = 4000;

  private final Extractor extractor;

  public Learning(Extractor extractor) {
    this.extractor = extractor;
  }

  @Override
  public List<Understood> learn(String tenantId, List<EpisodeText> episodes) {
    return episodes.stream().map(e -> new Understood(e, learn(e))).toList();
  }

  /** The same rules would say the same again. */
  @Override
  public List<Understood> reconsider(String tenantId, List<EpisodeText> episodes) {
    return List.of();
  }

  /** What the episode teaches, within bounds that no honest episode reaches. */
  public Extraction learn(EpisodeText episode) {
    return bounded(taught(episode));
  }

  /** With every subject and object as an entity, within the same bounds. */
  static Extraction complete(Extraction extraction) {
    return bounded(withSubjects(extraction));
  }

  private Extraction taught(EpisodeText episode) {
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

  private static Extraction bounded(Extraction extraction) {
    return new Extraction(
        extraction.entities().stream()
            .filter(e -> e.name().length() <= MAX_NAME)
            .map(e ->
                new ExtractedEntity(
                    e.name(),
                    e.type(),
                    e.aliases().stream()
                        .filter(alias -> alias.length() <= MAX_NAME)
                        .limit(MAX_ALIASES)
                        .toList(),
                    e.mentions()))
            .limit(MAX_ENTITIES)
            .toList(),
        extraction.facts().stream()
            .filter(f -> f.subject().length() <= MAX_NAME && f.object().text().length() <= MAX_NAME)
            .filter(f -> f.statement().length() <= MAX_STATEMENT)
            .limit(MAX_FACTS)
            .toList(),
        extraction.extractor());
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
