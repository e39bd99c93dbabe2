package dev.memary.agent.turn;

import dev.memary.agent.answer.AnsweredBy;
import dev.memary.agent.answer.ChatModel;
import dev.memary.agent.answer.ModelReply;
import dev.memary.agent.memory.ContextBlock;
import dev.memary.agent.memory.Evidence;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A turn whose question is recorded and whose answer is about to come. */
public record OpenTurn(
    Turn turn, Journal.Entry question, ContextBlock remembered, ModelReply reply) {

  /** What is missing as far as it is known before the answer. */
  public boolean degraded() {
    return !remembered.degraded().isEmpty() || !reply.begun();
  }

  /** Which model answers. */
  public AnsweredBy by() {
    return reply.by();
  }

  /** The client has left: stop the model. */
  public void abandon() {
    reply.close();
  }

  List<UUID> recalledIds() {
    return remembered.evidence().stream().map(Evidence::id).toList();
  }

  TurnReport report(Journal.Entry answer, List<String> degraded) {
    Journal.Entry all = question.and(answer);
    return new TurnReport(
        turn.asker().space().value(),
        turn.session(),
        degraded,
        recalledIds(),
        all.ids(),
        all.kept());
  }

  List<String> degradedWithoutModel() {
    return Stream.concat(remembered.degraded().stream(), Stream.of(ChatModel.UNAVAILABLE)).toList();
  }
}
