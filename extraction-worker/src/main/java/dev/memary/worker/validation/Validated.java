package dev.memary.worker.validation;

import dev.memary.worker.extraction.Extraction;
import java.util.Map;

/**
 * What is believed of a proposal.
 *
 * @param flaws how often it was not believed, and why
 */
public record Validated(Extraction extraction, Map<Flaw, Integer> flaws) {
  public Validated {
    flaws = Map.copyOf(flaws);
  }
}
