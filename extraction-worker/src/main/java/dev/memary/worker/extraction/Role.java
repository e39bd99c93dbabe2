package dev.memary.worker.extraction;

/** Who wrote a message, in the words of the chat protocols. */
public enum Role {
  USER,
  ASSISTANT,
  SYSTEM,
  TOOL
}
