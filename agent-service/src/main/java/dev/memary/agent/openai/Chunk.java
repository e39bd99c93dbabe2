package dev.memary.agent.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One chunk of a streamed answer, as far as memory cares.
 *
 * @param text what the first choice says in it
 * @param speaks whether the client gets something out of it: words, a tool call, a refusal
 * @param finishes whether the first choice is complete with it
 * @param fails whether it is an error instead
 */
public record Chunk(String text, boolean speaks, boolean finishes, boolean fails) {

  /** Reads a chunk. */
  public static Chunk of(JsonNode chunk) {
    String text = "";
    boolean speaks = false;
    boolean finishes = false;
    for (JsonNode choice : chunk.path("choices")) {
      speaks |= speaks(choice.path("delta"));
      if (choice.path("index").asInt(0) == 0) {
        text += choice.path("delta").path("content").asText("");
        finishes |= choice.path("finish_reason").isTextual();
      }
    }
    return new Chunk(text, speaks, finishes, chunk.hasNonNull("error"));
  }

  private static boolean speaks(JsonNode delta) {
    return delta.properties().stream()
        .filter(field -> !field.getKey().equals("role"))
        .map(Map.Entry::getValue)
        .anyMatch(
            value -> value.isContainerNode() ? !value.isEmpty() : !value.asText("").isEmpty());
  }
}
