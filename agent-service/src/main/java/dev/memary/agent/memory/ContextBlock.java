package dev.memary.agent.memory;

import java.util.List;

/**
 * What is remembered that may bear on a question.
 *
 * @param text all of it, ready for a prompt; empty when nothing is remembered
 * @param evidence the memories in it that were recalled for the question
 * @param degraded what was missing while recalling, as codes
 */
public record ContextBlock(String text, List<Evidence> evidence, List<String> degraded) {
  public ContextBlock {
    evidence = List.copyOf(evidence);
    degraded = List.copyOf(degraded);
  }

  /** Nothing remembered, for a reason or for none. */
  public static ContextBlock empty(List<String> degraded) {
    return new ContextBlock("", List.of(), degraded);
  }
}
