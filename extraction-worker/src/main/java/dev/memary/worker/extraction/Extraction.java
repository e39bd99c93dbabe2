package dev.memary.worker.extraction;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What was understood of one utterance.
 *
 * @param entities who and what it speaks of
 * @param facts what it says about them
 * @param extractor who understood it, with a version ("classical-1")
 */
public record Extraction(
    List<ExtractedEntity> entities, List<ExtractedFact> facts, String extractor) {

  public Extraction {
    entities = List.copyOf(entities);
    facts = List.copyOf(facts);
    requireNonNull(extractor, "extractor");
  }

  /** Nothing was understood, or there was nothing to understand. */
  public static Extraction nothing(String extractor) {
    return new Extraction(List.of(), List.of(), extractor);
  }
}
