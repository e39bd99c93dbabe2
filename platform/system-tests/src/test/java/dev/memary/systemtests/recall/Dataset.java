package dev.memary.systemtests.recall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Conversations with questions, each with the turns that answer it, in the format of LoCoMo
 * (Maharana et al. 2024, "Evaluating Very Long-Term Conversational Memory of LLM Agents").
 */
record Dataset(List<Conversation> conversations) {
  private static final Pattern SESSION = Pattern.compile("session_(\\d+)");
  private static final Pattern TURN = Pattern.compile("D:?(\\d+):(\\d+)");
  private static final Duration BETWEEN_TURNS = Duration.ofSeconds(30);
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("h:mm a 'on' d MMMM, yyyy")
          .toFormatter(Locale.ENGLISH);

  /** What its authors call the categories. */
  private static final Map<Integer, String> CATEGORIES =
      Map.of(1, "multi-hop", 2, "temporal", 3, "open-domain", 4, "single-hop", 5, "adversarial");

  /** One conversation; sessions in their order. */
  record Conversation(String name, List<List<Turn>> sessions, List<Question> questions) {
    int turns() {
      return sessions.stream().mapToInt(List::size).sum();
    }
  }

  /** What one of the two said. */
  record Turn(String id, String speaker, String role, String text, Instant at) {}

  /** A question, and the ids of the turns that hold its answer. */
  record Question(String text, String category, Set<String> evidence) {}

  static Dataset read(Path file) throws IOException {
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    if (!root.isArray() || root.isEmpty() || !root.get(0).has("conversation")) {
      throw new IOException(
          file + " is not in LoCoMo's format: a list of {conversation, qa} is expected");
    }
    List<Conversation> conversations = new ArrayList<>();
    for (JsonNode sample : root) {
      conversations.add(conversation(sample, "conversation-" + conversations.size()));
    }
    return new Dataset(conversations);
  }

  private static Conversation conversation(JsonNode sample, String defaultName) {
    JsonNode conversation = sample.get("conversation");
    List<List<Turn>> sessions = sessions(conversation);
    Set<String> known = new LinkedHashSet<>();
    sessions.forEach(session -> session.forEach(turn -> known.add(turn.id())));
    List<Question> questions = new ArrayList<>();
    for (JsonNode qa : sample.path("qa")) {
      Set<String> evidence = evidence(qa, known);
      String category = CATEGORIES.getOrDefault(qa.path("category").asInt(), "other");
      if (!evidence.isEmpty()) {
        questions.add(new Question(qa.path("question").asText(), category, evidence));
      }
    }
    return new Conversation(sample.path("sample_id").asText(defaultName), sessions, questions);
  }

  private static List<List<Turn>> sessions(JsonNode conversation) {
    Map<Integer, List<Turn>> sessions = new TreeMap<>();
    conversation
        .properties()
        .forEach(field -> {
          Matcher matcher = SESSION.matcher(field.getKey());
          if (matcher.matches() && !field.getValue().isEmpty()) {
            Instant begin = time(conversation.path(field.getKey() + "_date_time").asText());
            sessions.put(
                Integer.parseInt(matcher.group(1)),
                turns(field.getValue(), begin, conversation.path("speaker_a").asText()));
          }
        });
    return List.copyOf(sessions.values());
  }

  private static List<Turn> turns(JsonNode session, Instant begin, String first) {
    List<Turn> turns = new ArrayList<>();
    for (JsonNode turn : session) {
      String speaker = turn.path("speaker").asText();
      String photo = turn.path("blip_caption").asText("");
      turns.add(
          new Turn(
              turn.path("dia_id").asText(),
              speaker,
              speaker.equals(first) ? "user" : "assistant",
              turn.path("text").asText()
                  + (photo.isEmpty() ? "" : " [shares photo: " + photo + "]"),
              begin.plus(BETWEEN_TURNS.multipliedBy(turns.size()))));
    }
    return turns;
  }

  private static Set<String> evidence(JsonNode qa, Set<String> known) {
    Set<String> evidence = new LinkedHashSet<>();
    for (JsonNode reference : qa.path("evidence")) {
      Matcher matcher = TURN.matcher(reference.asText());
      while (matcher.find()) {
        evidence.add(
            "D%d:%d"
                .formatted(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))));
      }
    }
    evidence.retainAll(known);
    return evidence;
  }

  private static Instant time(String text) {
    return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
  }
}
