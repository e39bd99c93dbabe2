package dev.memary.agent.turn;

import dev.memary.agent.answer.AnswerSink;

/** Where a turn's answer goes. Exactly one of the other methods ends it. */
public interface TurnSink extends AnswerSink {
  /** The model's answer, relayed before, is complete. */
  void answered(TurnReport report);

  /** No model answered: these words are quoted from memory. */
  void fromMemory(String text, TurnReport report);

  /** The answer broke off; nothing of it is recorded. */
  void interrupted();
}
