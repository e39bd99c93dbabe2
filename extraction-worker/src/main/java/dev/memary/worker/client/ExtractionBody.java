package dev.memary.worker.client;

import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.FactObject.EntityObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An extraction on the wire: as memory-service keeps it and kg-service integrates it. */
record ExtractionBody(List<Entity> entities, List<Fact> facts) {

  record Entity(String name, String type, List<String> aliases, int mentions) {
    static Entity of(ExtractedEntity e) {
      return new Entity(
          e.name(), e.type().name().toLowerCase(Locale.ROOT), e.aliases(), e.mentions());
    }
  }

  record Fact(
      String subject,
      String predicate,
      String object,
      boolean objectIsEntity,
      String statement,
      String sentence,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      double confidence) {
    static Fact of(ExtractedFact f) {
      return new Fact(
          f.subject(),
          f.predicate(),
          f.object().text(),
          f.object() instanceof EntityObject,
          f.statement(),
          f.sentence(),
          f.validFrom(),
          f.validTo(),
          f.confidence());
    }
  }

  static ExtractionBody of(Extraction extraction) {
    return new ExtractionBody(
        extraction.entities().stream().map(Entity::of).toList(),
        extraction.facts().stream().map(Fact::of).toList());
  }
}
