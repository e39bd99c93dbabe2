package dev.memary.worker.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.worker.client.Completion.Refused;
import dev.memary.worker.client.Completion.Said;
import dev.memary.worker.client.ModelAnswer.Unreadable;
import dev.memary.worker.extraction.Utterance;
import dev.memary.worker.provider.ExtractionConfig;
import dev.memary.worker.understanding.LanguageModel;
import dev.memary.worker.understanding.Spent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Asks whatever model llm-router-service chooses; one that answers badly may mend it once. */
@ApplicationScoped
public class ModelClient implements LanguageModel {
  private final RouterClient router;
  private final ExtractionConfig config;
  private final ModelQuestion questions;

  public ModelClient(RouterClient router, ExtractionConfig config, ObjectMapper json) {
    this.router = router;
    this.config = config;
    this.questions = new ModelQuestion(json);
  }

  @Override
  public Answer ask(String tenantId, List<Utterance> utterances) {
    ObjectNode question = questions.about(utterances, config.model(), config.answerTokens());
    return switch (complete(tenantId, question)) {
      case Said said -> {
        try {
          yield proposed(said, utterances.size(), Spent.NOTHING);
        } catch (Unreadable e) {
          yield mended(tenantId, utterances.size(), question, said, e);
        }
      }
      case Refused refused -> new Answer.Unusable(refused.reason(), Spent.NOTHING);
      case Completion.Silent silent -> new Answer.Silent(silent.reason(), silent.retryAfter());
    };
  }

  private Answer mended(
      String tenantId, int messages, ObjectNode question, Said bad, Unreadable why) {
    if (!bad.whole()) {
      // It would run on once more.
      return new Answer.Unusable("cut_off", bad.spent());
    }
    ObjectNode again = questions.again(question, bad.text(), String.valueOf(why.getMessage()));
    return switch (complete(tenantId, again)) {
      case Said said -> {
        try {
          yield proposed(said, messages, bad.spent());
        } catch (Unreadable e) {
          yield new Answer.Unusable("unreadable", bad.spent().plus(said.spent()));
        }
      }
      case Refused refused -> new Answer.Unusable(refused.reason(), bad.spent());
      case Completion.Silent silent -> new Answer.Silent(silent.reason(), silent.retryAfter());
    };
  }

  private Completion complete(String tenantId, ObjectNode question) {
    return router.complete(tenantId, question, config.answerTimeout(), config.localOnly());
  }

  private static Answer proposed(Said said, int messages, Spent before) throws Unreadable {
    return new Answer.Proposed(
        ModelQuestion.VERSION + "/" + said.spent().model(),
        ModelAnswer.read(said.text(), messages),
        before.plus(said.spent()));
  }
}
