package dev.memary.worker.events;

import dev.memary.worker.understanding.Graph;
import dev.memary.worker.understanding.Learner;
import dev.memary.worker.understanding.Memory;
import dev.memary.worker.understanding.Understanding;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the core together. */
class Beans {
  @Produces
  @Singleton
  Understanding understanding(Memory memory, Graph graph, Learner learner) {
    return new Understanding(memory, graph, learner);
  }
}
