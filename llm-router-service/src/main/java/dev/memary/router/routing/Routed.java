package dev.memary.router.routing;

import dev.memary.router.chat.ChatReply;
import java.util.List;

/**
 * An answer that has begun.
 *
 * @param node address of the local node; empty for a cloud provider
 * @param before targets that were tried before
 */
public record Routed(ChatReply reply, Target target, String node, List<Attempt> before) {
  public Routed {
    before = List.copyOf(before);
  }
}
