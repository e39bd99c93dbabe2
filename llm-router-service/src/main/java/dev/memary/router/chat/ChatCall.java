package dev.memary.router.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request to answer a chat.
 *
 * @param body OpenAI's request, as it came; never changed
 * @param model alias or model that is asked for
 * @param promptTokens estimate of what the prompt takes
 * @param tenant whose request it is
 * @param keyId the credential behind it
 * @param localOnly never to be answered by a cloud provider
 * @param deadline when the client gives up, on the clock of {@link System#nanoTime()}
 */
public record ChatCall(
    ObjectNode body,
    String model,
    boolean streamed,
    int promptTokens,
    String tenant,
    String keyId,
    boolean localOnly,
    long deadline) {

  /** Tokens that the answer may take, where the request says so; otherwise 0. */
  public int mostCompletionTokens() {
    return body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(0));
  }
}
