package dev.memary.worker.understanding;

import dev.memary.worker.extraction.Extraction;

/** An episode, what was extracted from it, and how. */
public record Understood(EpisodeText episode, Extraction extraction, Effort effort) {
  public Understood(EpisodeText episode, Extraction extraction) {
    this(episode, extraction, Effort.NONE);
  }

  Understood ofNextGeneration() {
    return new Understood(episode.ofNextGeneration(), extraction, effort);
  }

  /** A model answered, and nothing is left of what it said or of what could be found without it. */
  boolean isRejected() {
    return effort.rejected() != null
        && extraction.facts().isEmpty()
        && extraction.entities().isEmpty();
  }
}
