package dev.memary.systemtests.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;

/**
 * A request of a benchmark.
 *
 * @param expected the text of the whole answer
 */
record Question(Buffer body, boolean streamed, String expected) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PARAGRAPH =
      """
      Emma wrote: "The harbour of Lisbon is 12 km away; the tram leaves at 7:40."
      She met Luís in a café near the station, and they spoke about the journey to Porto. \
      He had been there twice, the last time in May, when the river stood high and the old \
      bridge was closed. They agreed to go in autumn, by train, with a stop in Coimbra for \
      the library. Her brother may come along, if the firm gives him leave.
      """;

  /** A conversation that takes as many kilobytes, to be answered after the script. */
  static Question of(int kilobytes, boolean streamed, Script script) {
    return of(kilobytes, streamed, script.model(), script.text());
  }

  static Question of(int kilobytes, boolean streamed, String model, String expected) {
    ObjectNode request = JSON.createObjectNode().put("model", model);
    if (streamed) {
      request.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
    ArrayNode messages = request.putArray("messages");
    int paragraph = bytes(message("assistant", PARAGRAPH)).length + 1;
    // The last question holds no word that the conversation could answer.
    int missing =
        kilobytes * 1024
            - bytes(request).length
            - bytes(message("user", "")).length
            - 1
            - bytes(message("user", "Why?")).length;
    for (; missing >= paragraph; missing -= paragraph) {
      messages.add(message("assistant", PARAGRAPH));
    }
    messages.add(message("user", "x".repeat(Math.max(0, missing))));
    messages.add(message("user", "Why?"));
    return new Question(Buffer.buffer(bytes(request)), streamed, expected);
  }

  private static ObjectNode message(String role, String content) {
    return JSON.createObjectNode().put("role", role).put("content", content);
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
