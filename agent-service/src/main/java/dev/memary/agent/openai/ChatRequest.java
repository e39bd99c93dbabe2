package dev.memary.agent.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.agent.answer.ClientRequest;
import dev.memary.agent.history.Conversation;
import dev.memary.kit.problem.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chat request. Only what memory needs is read and checked; everything else goes to the model as
 * it came, known here or not.
 *
 * @param localOnly never to be answered by a cloud provider
 */
public record ChatRequest(ObjectNode body, Conversation conversation, boolean localOnly)
    implements ClientRequest {

  /** Reads a request, or says which of its fields is wrong. */
  public static ChatRequest read(@Nullable ObjectNode body, boolean localOnly) {
    if (body == null) {
      throw ProblemException.invalidField("body", "is needed: a JSON object");
    }
    Fields.textOrAbsent("model", body.path("model"));
    Fields.textOrAbsent("user", body.path("user"));
    Fields.flagOrAbsent("stream", body.path("stream"));
    Fields.objectOrAbsent("stream_options", body.path("stream_options"));
    Fields.flagOrAbsent(
        "stream_options.include_usage", body.path("stream_options").path("include_usage"));
    return new ChatRequest(body, MessageReader.conversation(body.path("messages")), localOnly);
  }

  public boolean streamed() {
    return body.path("stream").asBoolean(false);
  }

  /** The client's name for its user. */
  public Optional<String> user() {
    return body.path("user").isTextual()
        ? Optional.of(body.path("user").textValue())
        : Optional.empty();
  }

  /** The request for the model: what is remembered, then the client's messages unchanged. */
  public ObjectNode withSystemMessage(String content) {
    if (content.isEmpty()) {
      return body;
    }
    ObjectNode asked = body.objectNode();
    asked.setAll(body);
    ArrayNode messages = asked.putArray("messages");
    messages.addObject().put("role", "system").put("content", content);
    for (JsonNode message : body.path("messages")) {
      messages.add(message);
    }
    return asked;
  }
}
