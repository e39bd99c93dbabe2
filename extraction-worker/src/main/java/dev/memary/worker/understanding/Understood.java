package dev.memary.worker.understanding;

import dev.memary.worker.extraction.Extraction;

/** An episode and what was extracted from it. */
public record Understood(EpisodeText episode, Extraction extraction) {}
