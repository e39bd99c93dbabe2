package dev.memary.memory.recall;

import java.util.List;
import java.util.UUID;

/**
 * What a model is given before it answers.
 *
 * @param text all parts as one text, ready for a prompt
 * @param tokens of the text; never above the budget
 * @param degraded what was missing, as codes
 */
public record ContextBlock(String text, int tokens, List<Part> parts, List<String> degraded) {

  /**
   * One part of the block.
   *
   * @param kind entities, evidence or recent
   * @param memoryIds the memories it shows
   * @param evidence those of them that were recalled
   */
  public record Part(
      Kind kind, String text, int tokens, List<UUID> memoryIds, List<Recall.Result> evidence) {}

  /** In the order in which they stand in the text. */
  public enum Kind {
    ENTITIES("What is known best:"),
    EVIDENCE("Remembered, most relevant first:"),
    RECENT("Most recent messages of this session:");

    private final String heading;

    Kind(String heading) {
      this.heading = heading;
    }

    String heading() {
      return heading;
    }
  }
}
