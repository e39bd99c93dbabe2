package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * What a model reads of its messages: the system's and the last one, and of the others the newest
 * that fit, without a word about the rest.
 */
record ContextWindow(JsonNode messages, int tokens, boolean truncated) {
  private static final int CHARACTERS_PER_TOKEN = 4;

  static ContextWindow of(JsonNode messages, int numCtx) {
    ArrayNode kept = Call.JSON.createArrayNode();
    messages.forEach(kept::add);
    int oldest = oldest(kept);
    while (tokens(kept) > numCtx && oldest >= 0) {
      kept.remove(oldest);
      oldest = oldest(kept);
    }
    int tokens = tokens(kept);
    boolean truncated = tokens > numCtx || kept.size() < messages.size();
    return new ContextWindow(kept, Math.min(tokens, numCtx), truncated);
  }

  static int tokens(String text) {
    return Math.ceilDiv(text.length(), CHARACTERS_PER_TOKEN);
  }

  private static int tokens(ArrayNode messages) {
    int tokens = 0;
    for (JsonNode message : messages) {
      tokens += tokens(PromptReader.text(message));
    }
    return tokens;
  }

  private static int oldest(ArrayNode messages) {
    for (int i = 0; i < messages.size() - 1; i++) {
      if (!messages.get(i).path("role").asText().equals("system")) {
        return i;
      }
    }
    return -1;
  }
}
