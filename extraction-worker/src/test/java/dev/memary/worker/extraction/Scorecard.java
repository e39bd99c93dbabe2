package dev.memary.worker.extraction;

import dev.memary.worker.extraction.LabelledPassage.LabelledFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Precision and recall of what was extracted from labelled passages. */
public final class Scorecard {
  /** Of these the labels are complete: one that is not labelled is wrong. */
  private static final Set<EntityType> COMPLETE =
      Set.of(EntityType.PERSON, EntityType.PLACE, EntityType.ORGANIZATION);

  private final Share factPrecision = new Share();
  private final Share factRecall = new Share();
  private final Share entityPrecision = new Share();
  private final Share entityRecall = new Share();
  private final List<String> mistakes = new ArrayList<>();
  private int forbidden;

  private static final class Share {
    private int part;
    private int whole;

    void count(boolean hit) {
      whole++;
      part += hit ? 1 : 0;
    }

    double value() {
      return whole == 0 ? 1 : (double) part / whole;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.2f (%d/%d)", value(), part, whole);
    }
  }

  public void add(LabelledPassage passage, Extraction extraction) {
    addFacts(passage, extraction);
    addEntities(passage, extraction);
  }

  private void addFacts(LabelledPassage passage, Extraction extraction) {
    List<LabelledFact> open = new ArrayList<>(passage.facts());
    for (ExtractedFact fact : extraction.facts()) {
      boolean wanted = open.removeIf(label -> label.isSaidBy(fact));
      if (!wanted && passage.may().stream().anyMatch(label -> label.isSaidBy(fact))) {
        continue;
      }
      boolean never = passage.never().stream().anyMatch(label -> label.isAbout(fact));
      forbidden += never ? 1 : 0;
      factPrecision.count(wanted);
      if (!wanted) {
        mistakes.add((never ? "NEVER  " : "WRONG  ") + passage.id() + "  " + brief(fact));
      }
    }
    passage.facts().forEach(label -> factRecall.count(!open.contains(label)));
    open.forEach(label -> mistakes.add("MISSED " + passage.id() + "  " + label));
  }

  private void addEntities(LabelledPassage passage, Extraction extraction) {
    for (ExtractedEntity entity : extraction.entities()) {
      EntityType expected = passage.entities().get(entity.name());
      if (expected != null) {
        count(passage, entity, expected == entity.type());
      } else if (COMPLETE.contains(entity.type()) && !isKnown(passage, entity)) {
        count(passage, entity, false);
      }
    }
    passage
        .entities()
        .forEach((name, type) ->
            entityRecall.count(
                extraction.entities().stream()
                    .anyMatch(e -> e.name().equals(name) && e.type() == type)));
  }

  private void count(LabelledPassage passage, ExtractedEntity entity, boolean right) {
    entityPrecision.count(right);
    if (!right) {
      mistakes.add("ENTITY " + passage.id() + "  " + entity);
    }
  }

  /** Who speaks or listens, and who is only called somebody's. */
  private static boolean isKnown(LabelledPassage passage, ExtractedEntity entity) {
    return passage.episode().participants().contains(entity.name())
        || entity.name().contains("'s ")
        || entity.name().contains("的");
  }

  private static String brief(ExtractedFact f) {
    return "%s | %s | %s | %s | %s"
        .formatted(f.subject(), f.predicate(), f.object().text(), f.validFrom(), f.validTo());
  }

  public double factPrecision() {
    return factPrecision.value();
  }

  public double factRecall() {
    return factRecall.value();
  }

  public double entityPrecision() {
    return entityPrecision.value();
  }

  public double entityRecall() {
    return entityRecall.value();
  }

  /** How many facts were learnt that must not be. */
  public int forbidden() {
    return forbidden;
  }

  /** One line of a table. */
  public String line(String name) {
    return "| %-28s | %-14s | %-14s | %-14s | %-14s | %d |"
        .formatted(name, factPrecision, factRecall, entityPrecision, entityRecall, forbidden);
  }

  public static String head() {
    return "| extractor                    | fact precision | fact recall    | entity prec.   | entity recall  | never |";
  }

  public List<String> mistakes() {
    return List.copyOf(mistakes);
  }
}
