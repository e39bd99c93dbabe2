package dev.memary.memory.summaries;

import java.util.List;
import java.util.Optional;

/** Port: a model that summarises. */
public interface Summariser {
  /**
   * Fifty words about what was said.
   *
   * @param before the summary of what came before; empty for none
   * @param messages one per line, with their speakers
   * @return empty when no model answers now
   */
  Optional<Summarised> summarise(String tenantId, String before, List<String> messages);

  /** The answer and who gave it. */
  record Summarised(String text, String model) {}
}
