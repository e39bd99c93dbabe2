package dev.memary.router.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import java.util.function.Supplier;

/** What a provider answers. */
public sealed interface ChatReply {

  /** The whole answer ({@code chat.completion}). */
  record Whole(ObjectNode completion, Usage usage) implements ChatReply {}

  /**
   * The answer piece by piece, for a client that wants the whole: its pace can be watched, and
   * until it is complete somebody else may take over.
   *
   * @param whole the answer, once the pieces are at their end
   */
  record Gathered(Multi<ChatChunk> chunks, Supplier<Whole> whole) implements ChatReply {}

  /**
   * The answer piece by piece. Fails with a {@link ProviderException} when it ends before its end;
   * cancelling it ends the provider's work.
   */
  record Streamed(Multi<ChatChunk> chunks) implements ChatReply {}
}
