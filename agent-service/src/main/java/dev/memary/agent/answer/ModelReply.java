package dev.memary.agent.answer;

/** A model's reply that has begun, or the certainty that none will. */
public interface ModelReply extends AutoCloseable {
  /** Whether a model was reached. */
  boolean begun();

  /** Which model it is, as far as it is told. */
  default AnsweredBy by() {
    return AnsweredBy.NOBODY;
  }

  /** Hands the answer on as it comes, and returns when it ends. */
  ModelAnswer relayTo(AnswerSink sink);

  /** Stops the model; may be called from any thread and more than once. */
  @Override
  void close();

  /** No model can be reached. */
  static ModelReply none(String reason) {
    return new None(reason);
  }

  /** No model can be reached. */
  record None(String reason) implements ModelReply {
    @Override
    public boolean begun() {
      return false;
    }

    @Override
    public ModelAnswer relayTo(AnswerSink sink) {
      return new ModelAnswer.Unavailable(reason);
    }

    @Override
    public void close() {
      // nothing to stop
    }
  }
}
