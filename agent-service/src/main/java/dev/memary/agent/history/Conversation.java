package dev.memary.agent.history;

import java.util.List;
import java.util.Optional;

/** The messages of one request. Most clients send the whole conversation every time. */
public record Conversation(List<ChatMessage> messages) {
  private static final int SESSION_DIGITS = 16;

  public Conversation {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a conversation has a message");
    }
  }

  /** What the user said since the last answer; what was said before it is already remembered. */
  public List<ChatMessage> saidSinceLastAnswer() {
    return messages.subList(afterLastAnswer(), messages.size()).stream()
        .filter(m -> m.from(Role.USER) && !m.text().isBlank())
        .toList();
  }

  /** The words that the user said last, if there are any. */
  public Optional<String> question() {
    return messages.reversed().stream()
        .filter(m -> m.from(Role.USER) && !m.text().isBlank())
        .map(ChatMessage::text)
        .findFirst();
  }

  /** Whether the client keeps the conversation itself, so that memory need not repeat it. */
  public boolean carriesHistory() {
    return messages.stream().filter(m -> !m.role().instructs()).count() > 1;
  }

  /**
   * A name for the session of a client that gives none: the same as long as the conversation begins
   * with the same message.
   */
  public String sessionName() {
    ChatMessage first =
        messages.stream().filter(m -> m.from(Role.USER)).findFirst().orElseGet(messages::getFirst);
    String said = first.text().isEmpty() ? first.wire() : first.text();
    return "chat-" + Digest.of(List.of(said)).substring(0, SESSION_DIGITS);
  }

  private int afterLastAnswer() {
    for (int i = messages.size(); i > 0; i--) {
      if (messages.get(i - 1).from(Role.ASSISTANT)) {
        return i;
      }
    }
    return 0;
  }
}
