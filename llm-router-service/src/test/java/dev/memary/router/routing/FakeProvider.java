package dev.memary.router.routing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memary.router.chat.ChatCall;
import dev.memary.router.chat.ChatChunk;
import dev.memary.router.chat.ChatProvider;
import dev.memary.router.chat.ChatReply;
import dev.memary.router.chat.ProviderException;
import dev.memary.router.chat.ProviderFailure;
import dev.memary.router.chat.Usage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A provider that does what a test wants. */
final class FakeProvider implements ChatProvider {
  final List<URI> asked = new CopyOnWriteArrayList<>();
  final AtomicInteger cancelled = new AtomicInteger();
  private final List<Supplier<Uni<ChatReply>>> replies = new ArrayList<>();

  /** From now on; several take turns, the last one stays. */
  FakeProvider answers(Supplier<Uni<ChatReply>> reply) {
    replies.add(reply);
    return this;
  }

  static Supplier<Uni<ChatReply>> fails(ProviderFailure failure) {
    return () -> Uni.createFrom().failure(new ProviderException(failure));
  }

  static Supplier<Uni<ChatReply>> streams(Multi<ChatChunk> chunks) {
    return () -> Uni.createFrom().item(new ChatReply.Streamed(chunks));
  }

  static Supplier<Uni<ChatReply>> says(String... words) {
    return streams(said(words));
  }

  static Multi<ChatChunk> said(String... words) {
    List<ChatChunk> chunks = new ArrayList<>();
    chunks.add(chunk("", false, false));
    for (String word : words) {
      chunks.add(chunk(word, true, false));
    }
    chunks.add(chunk("", false, true));
    return Multi.createFrom().iterable(chunks);
  }

  static ChatChunk chunk(String text, boolean content, boolean finished) {
    return new ChatChunk(
        JsonNodeFactory.instance.objectNode().put("text", text),
        content,
        finished,
        finished ? new Usage(3, 2, 0, null) : null);
  }

  @Override
  public Uni<ChatReply> chat(ChatCall call, URI address, String model, int contextTokens) {
    asked.add(address);
    Supplier<Uni<ChatReply>> reply = replies.get(Math.min(asked.size(), replies.size()) - 1);
    return reply
        .get()
        .onCancellation()
        .invoke(cancelled::incrementAndGet)
        .map(r ->
            r instanceof ChatReply.Streamed s
                ? new ChatReply.Streamed(
                    s.chunks().onCancellation().invoke(cancelled::incrementAndGet))
                : r);
  }
}
