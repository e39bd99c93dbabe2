package dev.memary.worker.understanding;

import dev.memary.worker.extraction.Utterance;
import dev.memary.worker.validation.Proposal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Port: a language model that says what utterances say. */
public interface LanguageModel {
  /** Asks about utterances of one session, in their order. */
  Answer ask(String tenantId, List<Utterance> utterances);

  /** What came of asking. */
  sealed interface Answer {
    /**
     * An answer that can be read.
     *
     * @param extractor the model and the version of what it was asked, such as {@code
     *     model-1/ollama/llama3:8b}
     * @param proposals one for each utterance
     */
    record Proposed(String extractor, List<Proposal> proposals, Spent spent) implements Answer {
      public Proposed {
        proposals = List.copyOf(proposals);
      }
    }

    /**
     * An answer that cannot be read, also not after it was asked to mend it.
     *
     * @param reason a code
     */
    record Unusable(String reason, Spent spent) implements Answer {}

    /**
     * None answers now.
     *
     * @param retryAfter when it is worth asking again, if that is known
     */
    record Silent(String reason, @Nullable Duration retryAfter) implements Answer {}
  }
}
