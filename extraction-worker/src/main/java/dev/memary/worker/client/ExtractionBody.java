package dev.memary.worker.client;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.Extraction;
import dev.memary.worker.extraction.FactObject.EntityObject;
import dev.memary.worker.extraction.FactObject.Literal;
import dev.memary.worker.extraction.LiteralType;
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

    ExtractedEntity entity() {
      return new ExtractedEntity(
          name, EntityType.valueOf(type.toUpperCase(Locale.ROOT)), aliases, mentions);
    }
  }

  record Fact(
      String subject,
      String predicate,
      String object,
      boolean objectIsEntity,
      @Nullable String literalType,
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
          f.object() instanceof Literal literal
              ? literal.type().name().toLowerCase(Locale.ROOT)
              : null,
          f.statement(),
          f.sentence(),
          f.validFrom(),
          f.validTo(),
          f.confidence());
    }

    ExtractedFact fact() {
      return new ExtractedFact(
          subject,
          predicate,
          literalType == null
              ? new EntityObject(object)
              : new Literal(object, LiteralType.valueOf(literalType.toUpperCase(Locale.ROOT))),
          statement,
          sentence,
          validFrom,
          validTo,
          confidence);
    }
  }

  Extraction extraction(String extractor) {
    return new Extraction(
        entities.stream().map(Entity::entity).toList(),
        facts.stream().map(Fact::fact).toList(),
        extractor);
  }

  static ExtractionBody of(Extraction extraction) {
    return new ExtractionBody(
        extraction.entities().stream().map(Entity::of).toList(),
        extraction.facts().stream().map(Fact::of).toList());
  }
}
