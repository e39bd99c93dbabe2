package dev.memary.memory.context;

import dev.memary.memory.recall.Recall;
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
   * @param madeBy persona, stream, recall, session, or of a summary the model or {@code extract}
   * @param memoryIds the memories it shows or tells of; of entities their ids
   * @param evidence those of them that were recalled
   */
  public record Part(
      Kind kind,
      String text,
      int tokens,
      String madeBy,
      List<UUID> memoryIds,
      List<Recall.Result> evidence) {}

  /** In the order in which they stand in the text. */
  public enum Kind {
    PERSONAS("Who is who:"),
    PINNED("Always to be kept in mind:"),
    ENTITIES("What is known best:"),
    EVIDENCE("Remembered, most relevant first:"),
    SUMMARY("Earlier in this session:"),
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
