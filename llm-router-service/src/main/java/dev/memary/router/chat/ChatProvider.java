package dev.memary.router.chat;

import io.smallrye.mutiny.Uni;
import java.net.URI;

/** Port: a kind of server that answers chats. */
public interface ChatProvider {
  /**
   * Answers with the model at the address. Fails with a {@link ProviderException}; cancelling ends
   * the work there.
   *
   * @param contextTokens context length to run a local model with; 0 leaves it to the provider
   */
  Uni<ChatReply> chat(ChatCall call, URI address, String model, int contextTokens);
}
