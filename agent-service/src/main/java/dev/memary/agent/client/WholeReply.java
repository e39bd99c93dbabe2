package dev.memary.agent.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.agent.answer.AnswerSink;
import dev.memary.agent.answer.AnsweredBy;
import dev.memary.agent.answer.ModelAnswer;
import dev.memary.agent.answer.ModelReply;
import dev.memary.agent.openai.Completions;

/** An answer that came in one piece. */
record WholeReply(JsonNode completion, AnsweredBy by) implements ModelReply {
  @Override
  public boolean begun() {
    return true;
  }

  @Override
  public ModelAnswer relayTo(AnswerSink sink) {
    sink.relay(completion.toString());
    return new ModelAnswer.Complete(Completions.textOf(completion));
  }

  @Override
  public void close() {
    // it is here already
  }
}
