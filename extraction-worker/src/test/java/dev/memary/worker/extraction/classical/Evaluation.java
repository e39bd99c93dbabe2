package dev.memary.worker.extraction.classical;

import dev.memary.worker.extraction.EntityType;
import dev.memary.worker.extraction.ExtractedEntity;
import dev.memary.worker.extraction.ExtractedFact;
import dev.memary.worker.extraction.Extraction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what was extracted with what was labelled. */
final class Evaluation {

  private static final Set<EntityType> LABELLED =
      Set.of(EntityType.PERSON, EntityType.PLACE, EntityType.ORGANIZATION, EntityType.DATE);
  private static final Set<String> PARTICIPANTS = Set.of("Alice", "Bob");

  private int rightFacts;
  private int foundFacts;
  private int labelledFacts;
  private int rightEntities;
  private int foundEntities;
  private int labelledEntities;
  private int knownNames;
  private int rightTypes;
  private final List<String> mistakes = new ArrayList<>();

  void add(LabelledSentence label, Extraction extraction) {
    facts(label, extraction);
    entities(label, extraction);
  }

  private void facts(LabelledSentence label, Extraction extraction) {
    List<LabelledSentence.Fact> open = new ArrayList<>(label.facts());
    labelledFacts += open.size();
    for (ExtractedFact fact : extraction.facts()) {
      foundFacts++;
      if (open.removeIf(expected -> same(expected, fact))) {
        rightFacts++;
      } else {
        mistakes.add("WRONG  " + label.text() + "  =>  " + shortened(fact));
      }
    }
    open.forEach(missing -> mistakes.add("MISSED " + label.text() + "  =>  " + missing));
  }

  private static boolean same(LabelledSentence.Fact expected, ExtractedFact fact) {
    return expected.subject().equals(fact.subject())
        && expected.predicate().equals(fact.predicate())
        && expected.object().equalsIgnoreCase(fact.object().text())
        && same(expected.from(), fact.validFrom())
        && same(expected.to(), fact.validTo())
        && (!expected.to().isEmpty() || fact.validTo() == null);
  }

  private static boolean same(String date, @Nullable Instant instant) {
    return date.isEmpty() || (instant != null && instant.toString().startsWith(date));
  }

  private void entities(LabelledSentence label, Extraction extraction) {
    labelledEntities += label.entities().size();
    for (ExtractedEntity entity : extraction.entities()) {
      var expected = label.entities().stream().filter(e -> e.name().equals(entity.name())).toList();
      boolean compared = LABELLED.contains(entity.type()) && !isPossessed(entity.name());
      if (!expected.isEmpty()) {
        knownNames++;
        boolean right = expected.getFirst().type().equals(entity.type().name());
        rightTypes += right ? 1 : 0;
        rightEntities += right ? 1 : 0;
        foundEntities++;
        if (!right) {
          mistakes.add("TYPE   " + label.text() + "  =>  " + entity);
        }
      } else if (compared && !PARTICIPANTS.contains(entity.name())) {
        foundEntities++;
        mistakes.add("ENTITY " + label.text() + "  =>  " + entity);
      }
    }
    label.entities().stream()
        .filter(e -> extraction.entities().stream().noneMatch(x -> x.name().equals(e.name())))
        .forEach(e -> mistakes.add("NOENT  " + label.text() + "  =>  " + e));
  }

  private static boolean isPossessed(String name) {
    return name.contains("'s ");
  }

  private static String shortened(ExtractedFact fact) {
    return "%s | %s | %s | %s | %s"
        .formatted(
            fact.subject(),
            fact.predicate(),
            fact.object().text(),
            fact.validFrom(),
            fact.validTo());
  }

  double factPrecision() {
    return (double) rightFacts / foundFacts;
  }

  double factRecall() {
    return (double) rightFacts / labelledFacts;
  }

  double entityPrecision() {
    return (double) rightEntities / foundEntities;
  }

  double entityRecall() {
    return (double) rightEntities / labelledEntities;
  }

  double typeAccuracy() {
    return (double) rightTypes / knownNames;
  }

  String report() {
    String numbers =
        "facts: precision %.2f, recall %.2f (%d labelled); entities: precision %.2f, recall %.2f; types right: %.2f"
            .formatted(
                factPrecision(),
                factRecall(),
                labelledFacts,
                entityPrecision(),
                entityRecall(),
                typeAccuracy());
    return numbers + "\n" + String.join("\n", mistakes);
  }
}
