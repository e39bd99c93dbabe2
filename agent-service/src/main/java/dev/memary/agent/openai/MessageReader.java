package dev.memary.agent.openai;

import static dev.memary.agent.openai.Fields.absent;
import static dev.memary.agent.openai.Fields.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.agent.history.ChatMessage;
import dev.memary.agent.history.Conversation;
import dev.memary.agent.history.Role;
import dev.memary.kit.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a request. */
final class MessageReader {
  private static final int MOST_MESSAGES = 2_000;
  private static final int LONGEST_NAME = 200;

  private MessageReader() {}

  static Conversation conversation(JsonNode messages) {
    check(!absent(messages), "messages", "is needed");
    check(messages.isArray(), "messages", "must be an array");
    check(
        !messages.isEmpty() && messages.size() <= MOST_MESSAGES,
        "messages",
        "must hold 1 to " + MOST_MESSAGES + " messages");
    List<ChatMessage> read = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      read.add(message("messages[" + i + "]", messages.get(i)));
    }
    return new Conversation(read);
  }

  private static ChatMessage message(String field, JsonNode message) {
    check(message.isObject(), field, "must be an object");
    Role role = role(field + ".role", message.path("role"));
    Fields.arrayOrAbsent(field + ".tool_calls", message.path("tool_calls"));
    Fields.textOrAbsent(field + ".tool_call_id", message.path("tool_call_id"));
    return new ChatMessage(
        role,
        name(field + ".name", message.path("name")),
        content(field + ".content", message.path("content"), role),
        message.toString());
  }

  private static Role role(String field, JsonNode role) {
    Fields.text(field, role);
    return Role.of(role.textValue())
        .orElseThrow(() ->
            ProblemException.invalidField(
                field, "must be system, developer, user, assistant, tool or function"));
  }

  private static @Nullable String name(String field, JsonNode name) {
    Fields.textOrAbsent(field, name);
    if (absent(name) || name.textValue().isBlank()) {
      return null;
    }
    String stripped = name.textValue().strip();
    check(
        stripped.length() <= LONGEST_NAME,
        field,
        "must have at most " + LONGEST_NAME + " characters");
    return stripped;
  }

  /** The words of a message: an assistant's may be none, when it called a tool. */
  private static String content(String field, JsonNode content, Role role) {
    if (absent(content)) {
      check(role == Role.ASSISTANT || role == Role.FUNCTION, field, "is needed");
      return "";
    }
    if (content.isArray()) {
      return parts(field, content);
    }
    check(content.isTextual(), field, "must be a string or an array of parts");
    Fields.text(field, content);
    return content.textValue();
  }

  private static String parts(String field, JsonNode parts) {
    for (int i = 0; i < parts.size(); i++) {
      String at = field + "[" + i + "]";
      check(parts.get(i).isObject(), at, "must be an object");
      Fields.text(at + ".type", parts.get(i).path("type"));
      if (isText(parts.get(i))) {
        Fields.text(at + ".text", parts.get(i).path("text"));
      }
    }
    return StreamSupport.stream(parts.spliterator(), false)
        .filter(MessageReader::isText)
        .map(part -> part.path("text").textValue())
        .collect(Collectors.joining("\n"));
  }

  private static boolean isText(JsonNode part) {
    return part.path("type").textValue().equals("text");
  }
}
