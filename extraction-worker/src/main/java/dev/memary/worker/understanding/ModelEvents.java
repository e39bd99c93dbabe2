package dev.memary.worker.understanding;

import dev.memary.worker.validation.Flaw;
import java.util.Map;

/** Port: what operators are told of models. */
public interface ModelEvents {
  /** What was not believed of an answer. */
  void flawed(Map<Flaw, Integer> flaws);

  /**
   * A question was answered, or not.
   *
   * @param outcome a code: {@code answered}, or why not
   */
  void asked(String outcome, Spent spent);
}
