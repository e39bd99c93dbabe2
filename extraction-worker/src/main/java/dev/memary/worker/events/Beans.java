package dev.memary.worker.events;

import dev.memary.worker.extraction.Extractor;
import dev.memary.worker.extraction.classical.ClassicalExtractor;
import dev.memary.worker.understanding.Graph;
import dev.memary.worker.understanding.Learning;
import dev.memary.worker.understanding.Memory;
import dev.memary.worker.understanding.Understanding;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the core together. */
class Beans {
  @Produces
  @Singleton
  Extractor extractor() {
    return ClassicalExtractor.load();
  }

  @Produces
  @Singleton
  Understanding understanding(Memory memory, Graph graph, Extractor extractor) {
    return new Understanding(memory, graph, new Learning(extractor));
  }
}
