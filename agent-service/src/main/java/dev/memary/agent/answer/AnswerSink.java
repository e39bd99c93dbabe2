package dev.memary.agent.answer;

/** Where a model's answer goes. */
public interface AnswerSink {
  /**
   * Takes one document of the model's answer as it came: a chunk of a stream, or the whole.
   *
   * @return false when the client has left and nothing more is of use
   */
  boolean relay(String document);
}
