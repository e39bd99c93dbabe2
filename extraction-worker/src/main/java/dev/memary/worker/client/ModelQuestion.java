package dev.memary.worker.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.worker.extraction.Utterance;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What a model is asked: instructions, examples, and the messages as JSON. */
final class ModelQuestion {
  /** The version of instructions, examples and schema: what another one extracts is another's. */
  static final String VERSION = "model-1";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE yyyy-MM-dd", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final int QUOTED_OF_BAD_ANSWER = 4_000;

  private final ObjectMapper json;
  private final JsonNode schema;
  private final ArrayNode preamble;

  ModelQuestion(ObjectMapper json) {
    this.json = json;
    try {
      this.schema = json.readTree(resource("schema.json"));
      this.preamble = preamble(json.readTree(resource("examples.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ArrayNode preamble(JsonNode examples) throws IOException {
    ArrayNode messages = json.createArrayNode();
    add(messages, "system", new String(resource("system.txt"), StandardCharsets.UTF_8));
    for (JsonNode example : examples) {
      ObjectNode asked = json.createObjectNode();
      asked.set("messages", example.get("messages"));
      add(messages, "user", asked.toString());
      add(messages, "assistant", example.get("answer").toString());
    }
    return messages;
  }

  ObjectNode about(List<Utterance> utterances, String model, int answerTokens) {
    ObjectNode question = json.createObjectNode();
    question.put("model", model).put("temperature", 0).put("max_tokens", answerTokens);
    ArrayNode messages = question.putArray("messages").addAll(preamble);
    add(messages, "user", text(utterances));
    ObjectNode format = question.putObject("response_format").put("type", "json_schema");
    format
        .putObject("json_schema")
        .put("name", "extraction")
        .put("strict", true)
        .set("schema", schema);
    return question;
  }

  /** The same question, with what was wrong with the answer. */
  ObjectNode again(ObjectNode question, String answer, String mistake) {
    ObjectNode again = question.deepCopy();
    ArrayNode messages = again.withArray("messages");
    add(
        messages,
        "assistant",
        answer.substring(0, Math.min(QUOTED_OF_BAD_ANSWER, answer.length())));
    add(
        messages,
        "user",
        "That is not an answer in the form that was asked for: "
            + mistake
            + " Answer once more, with nothing but the JSON.");
    return again;
  }

  private String text(List<Utterance> utterances) {
    ObjectNode asked = json.createObjectNode();
    ArrayNode messages = asked.putArray("messages");
    for (int i = 0; i < utterances.size(); i++) {
      Utterance utterance = utterances.get(i);
      ObjectNode message = messages.addObject().put("message", i + 1);
      message.put("speaker", utterance.speaker());
      utterance.listener().ifPresent(listener -> message.put("speaks_to", listener));
      message.put("said_on", DAY.format(utterance.occurredAt()));
      message.put("text", utterance.text());
    }
    return asked.toString();
  }

  private static void add(ArrayNode messages, String role, String content) {
    messages.addObject().put("role", role).put("content", content);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ModelQuestion.class.getResourceAsStream("extraction/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
