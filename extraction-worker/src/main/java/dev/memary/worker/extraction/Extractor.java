package dev.memary.worker.extraction;

/** Understands an utterance. Implementations are thread-safe. */
public interface Extractor {

  /** Entities and facts of the utterance; empty, never an exception, for text without any. */
  Extraction extract(Utterance utterance);
}
