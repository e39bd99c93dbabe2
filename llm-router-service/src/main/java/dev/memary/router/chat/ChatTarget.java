package dev.memary.router.chat;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Port: a server that completes chats. */
public interface ChatTarget {
  /**
   * Sends the request; fails when the target cannot be reached or does not start to answer in time.
   */
  Uni<Answer> chat(byte[] body);

  /** What the target answers, as it comes. */
  record Answer(int status, String contentType, Multi<byte[]> body) {}
}
