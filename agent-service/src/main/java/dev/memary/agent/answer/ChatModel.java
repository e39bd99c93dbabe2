package dev.memary.agent.answer;

import dev.memary.agent.memory.Asker;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A language model, wherever it runs. */
public interface ChatModel {
  /** The degraded code of a turn that no model answered. */
  String UNAVAILABLE = "model_unavailable";

  /**
   * Asks; returns when a model begins to answer or none can.
   *
   * @throws ModelRefusedException when the request itself is at fault
   */
  ModelReply ask(Asker asker, Prompt prompt);

  /** The model does not accept the request: the client is to see its words unchanged. */
  final class ModelRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String body;
    private final @Nullable String retryAfter;

    public ModelRefusedException(int status, String body, @Nullable String retryAfter) {
      super("refused with status " + status, null, false, false);
      this.status = status;
      this.body = body;
      this.retryAfter = retryAfter;
    }

    public int status() {
      return status;
    }

    /** The refusal as it came: JSON in the shape of OpenAI. */
    public String body() {
      return body;
    }

    public Optional<String> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }
  }
}
