package dev.memary.agent.turn;

import dev.memary.agent.answer.ChatModel;
import dev.memary.agent.answer.ExtractiveAnswer;
import dev.memary.agent.answer.ModelAnswer;
import dev.memary.agent.answer.ModelAnswer.Complete;
import dev.memary.agent.answer.ModelAnswer.Interrupted;
import dev.memary.agent.answer.ModelAnswer.Unavailable;
import dev.memary.agent.answer.ModelReply;
import dev.memary.agent.answer.Prompt;
import dev.memary.agent.memory.ContextBlock;
import dev.memary.agent.memory.Memory;
import dev.memary.agent.memory.Memory.ContextQuestion;
import dev.memary.agent.memory.Memory.MemoryUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * A turn: record what the user said, recall what bears on it, ask a model, hand its answer on,
 * record that too. Without a model the answer is quoted from what was recalled.
 */
@ApplicationScoped
public class TurnService {
  /** The degraded code of a turn that could not recall. */
  static final String RECALL_UNAVAILABLE = "recall_unavailable";

  private static final int LONGEST_QUERY = 4_000;

  private final Journal journal;
  private final Memory memory;
  private final ChatModel model;

  public TurnService(Journal journal, Memory memory, ChatModel model) {
    this.journal = journal;
    this.memory = memory;
    this.model = model;
  }

  /** Does all that comes before the first word of the answer. */
  public OpenTurn open(Turn turn) {
    Journal.Entry question = journal.question(turn);
    ContextBlock remembered = recall(turn, question);
    ModelReply reply = model.ask(turn.asker(), Prompt.of(turn.request(), remembered.text()));
    return new OpenTurn(turn, question, remembered, reply);
  }

  /** Hands the answer on and records it when it is complete. */
  public Outcome deliver(OpenTurn open, TurnSink out) {
    try (ModelReply reply = open.reply()) {
      ModelAnswer answer = reply.relayTo(out);
      return switch (answer) {
        case Complete(String text) -> conclude(open, text, out);
        case Interrupted _ -> breakOff(out);
        case Unavailable _ -> quote(open, out);
      };
    }
  }

  private Outcome conclude(OpenTurn open, String text, TurnSink out) {
    Journal.Entry answer = journal.answer(open.turn(), open.question(), text, open.recalledIds());
    out.answered(open.report(answer, open.remembered().degraded()));
    return Outcome.ANSWERED;
  }

  private static Outcome breakOff(TurnSink out) {
    out.interrupted();
    return Outcome.INTERRUPTED;
  }

  private Outcome quote(OpenTurn open, TurnSink out) {
    String text = extract(open);
    Journal.Entry answer =
        journal.answerFromMemory(open.turn(), open.question(), text, open.recalledIds());
    out.fromMemory(text, open.report(answer, open.degradedWithoutModel()));
    return Outcome.FROM_MEMORY;
  }

  private static String extract(OpenTurn open) {
    return open.remembered().degraded().contains(RECALL_UNAVAILABLE)
        ? ExtractiveAnswer.withoutRecall()
        : ExtractiveAnswer.from(
            open.remembered().evidence(), open.turn().conversation().question().orElse(""));
  }

  private ContextBlock recall(Turn turn, Journal.Entry question) {
    return turn.conversation()
        .question()
        .map(words -> recall(turn, words, question))
        .orElseGet(() -> ContextBlock.empty(List.of()));
  }

  private ContextBlock recall(Turn turn, String words, Journal.Entry question) {
    String query = cut(words.strip());
    String session = turn.conversation().carriesHistory() ? null : turn.session();
    try {
      return memory.context(turn.asker(), new ContextQuestion(query, session, question.ids()));
    } catch (MemoryUnavailableException e) {
      return ContextBlock.empty(List.of(RECALL_UNAVAILABLE));
    }
  }

  /** The beginning of a long text, never half of a character. */
  private static String cut(String text) {
    if (text.length() <= LONGEST_QUERY) {
      return text;
    }
    boolean inPair = Character.isHighSurrogate(text.charAt(LONGEST_QUERY - 1));
    return text.substring(0, inPair ? LONGEST_QUERY - 1 : LONGEST_QUERY);
  }
}
