package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Answers the last question with the sentence of the prompt that shares most words with it. */
final class PromptReader {
  static final String NOTHING_FOUND = "I do not know.";
  private static final String FOUND = "According to what I remember: ";

  private static final Pattern LINE_OR_SENTENCE = Pattern.compile("\\R+|(?<=[.!?])\\s+");
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern ENDING = Pattern.compile("(?<=..)(?:ing|ed|es|s|e)$");
  private static final Set<String> STOP_WORDS =
      Set.of(
          "a", "about", "am", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can",
          "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i",
          "in", "is", "it", "its", "me", "my", "of", "on", "or", "our", "she", "so", "that", "the",
          "their", "them", "they", "this", "to", "was", "we", "were", "what", "when", "where",
          "which", "who", "why", "will", "with", "would", "you", "your");

  private PromptReader() {}

  static String answer(JsonNode messages) {
    int question = lastOfUser(messages);
    if (question < 0) {
      return NOTHING_FOUND;
    }
    Set<String> wanted = words(text(messages.get(question)));
    String best = "";
    long most = 0;
    for (String line : linesBut(messages, question)) {
      long shared = words(line).stream().filter(wanted::contains).count();
      if (shared > most) {
        most = shared;
        best = line;
      }
    }
    return most == 0 ? NOTHING_FOUND : FOUND + best;
  }

  /** The text of a message, whether its content is a string or parts. */
  static String text(JsonNode message) {
    JsonNode content = message.path("content");
    return content.isArray()
        ? StreamSupport.stream(content.spliterator(), false)
            .map(part -> part.path("text").asText(""))
            .collect(Collectors.joining("\n"))
        : content.asText("");
  }

  private static int lastOfUser(JsonNode messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).path("role").asText().equals("user")) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> linesBut(JsonNode messages, int question) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      boolean readable = i < question || messages.get(i).path("role").asText().equals("system");
      if (readable && i != question) {
        LINE_OR_SENTENCE
            .splitAsStream(text(messages.get(i)))
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .forEach(lines::add);
      }
    }
    return lines;
  }

  static Set<String> words(String text) {
    return NO_WORD
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty() && !STOP_WORDS.contains(word))
        .map(word -> ENDING.matcher(word).replaceFirst(""))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
