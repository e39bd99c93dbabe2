package dev.memary.llmdouble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What a model says to its messages: words, or calls of tools. A line {@code double:tool name
 * {"its": "arguments"}} of the last question calls that tool when it is offered; the tool's result
 * is then the answer.
 */
sealed interface Answer {
  String FROM_TOOL = "According to the tool: ";

  static Answer to(JsonNode messages, JsonNode tools, Fault fault) {
    if (fault == Fault.TOOL_CALL) {
      String first = tools.at("/0/function/name").asText("nothing");
      return new Calls(List.of(new ToolCall(first, JsonNodeFactory.instance.objectNode())));
    }
    JsonNode last = messages.path(messages.size() - 1);
    if (last.path("role").asText().equals("tool")) {
      return new Said(FROM_TOOL + PromptReader.text(last), true);
    }
    List<ToolCall> scripted = ToolCall.scripted(PromptReader.text(last), tools);
    return scripted.isEmpty() ? new Said(PromptReader.answer(messages), true) : new Calls(scripted);
  }

  /** How many tokens it takes: its words, or what is written into the calls. */
  int tokens();

  /** Words; whole unless they stop where their number was limited. */
  record Said(String text, boolean whole) implements Answer {
    List<String> words() {
      return Arrays.asList(text.split("(?<= )", -1));
    }

    @Override
    public int tokens() {
      return words().size();
    }

    Said havingSeen(int images) {
      return images == 0 ? this : new Said(text + " Images seen: " + images + ".", whole);
    }

    Said limitedTo(int tokens) {
      return tokens <= 0 || tokens >= tokens()
          ? this
          : new Said(String.join("", words().subList(0, tokens)), false);
    }

    /** In the format asked for: a schema, or a word such as {@code json}; nothing is neither. */
    Said formatted(JsonNode format) {
      return format.isObject() || !format.asText("").isEmpty()
          ? new Said(FormattedAnswer.of(format, text).toString(), whole)
          : this;
    }
  }

  record Calls(List<ToolCall> calls) implements Answer {
    public Calls {
      calls = List.copyOf(calls);
    }

    @Override
    public int tokens() {
      return calls.stream().mapToInt(c -> 1 + c.arguments().toString().length() / 4).sum();
    }
  }

  record ToolCall(String name, ObjectNode arguments) {
    private static final Pattern LINE =
        Pattern.compile("^\\s*double:tool\\s+(\\S+)\\s*(.*)$", Pattern.MULTILINE);

    static List<ToolCall> scripted(String question, JsonNode tools) {
      List<ToolCall> calls = new ArrayList<>();
      Matcher line = LINE.matcher(question);
      while (line.find()) {
        if (offered(line.group(1), tools)) {
          arguments(line.group(2)).map(a -> new ToolCall(line.group(1), a)).ifPresent(calls::add);
        }
      }
      return calls;
    }

    /** The id of the call at this place among the calls of an answer. */
    static String id(int index) {
      return index == 0 ? "call_double" : "call_double_" + index;
    }

    private static boolean offered(String name, JsonNode tools) {
      return StreamSupport.stream(tools.spliterator(), false)
          .anyMatch(tool -> tool.at("/function/name").asText().equals(name));
    }

    private static Optional<ObjectNode> arguments(String written) {
      try {
        return Call.JSON.readTree(written.isBlank() ? "{}" : written) instanceof ObjectNode object
            ? Optional.of(object)
            : Optional.empty();
      } catch (JsonProcessingException e) {
        return Optional.empty();
      }
    }
  }
}
