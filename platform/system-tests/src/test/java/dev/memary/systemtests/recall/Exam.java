package dev.memary.systemtests.recall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.systemtests.MemaryClient;
import dev.memary.systemtests.MemaryClient.Answer;
import dev.memary.systemtests.recall.Dataset.Conversation;
import dev.memary.systemtests.recall.Dataset.Question;
import dev.memary.systemtests.recall.Dataset.Turn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Conversations that are remembered, and how well their questions are answered.
 *
 * @param users who remembers each conversation
 */
record Exam(MemaryClient client, Map<Conversation, String> users) {
  private static final int TOP_K = 20;

  /** Remembers the conversations and waits until they are understood. */
  static Exam of(MemaryClient client, List<Conversation> conversations) {
    Map<Conversation, String> users = new LinkedHashMap<>();
    for (Conversation conversation : conversations) {
      String user = MemaryClient.newUser();
      users.put(conversation, user);
      int session = 0;
      for (List<Turn> turns : conversation.sessions()) {
        Answer answer =
            client.post(
                "/v1/memories",
                Map.of(
                    "user_id",
                    user,
                    "session_id",
                    "s" + ++session,
                    "messages",
                    turns.stream().map(Exam::message).toList()));
        if (answer.status() >= 300) {
          throw new IllegalStateException("Not remembered: " + answer.body());
        }
      }
    }
    users.forEach((conversation, user) -> client.awaitUnderstood(user, conversation.turns()));
    return new Exam(client, users);
  }

  void warmUp(List<String> include) {
    Map.Entry<Conversation, String> first = users.entrySet().iterator().next();
    new Exam(client, Map.of(first.getKey(), first.getValue())).ask("", include, new Histogram(3));
  }

  /**
   * Asks everything.
   *
   * @param recipe empty for the one that fits
   * @param micros takes how long each answer took
   * @return scores by category of the questions
   */
  Map<String, List<Score>> ask(String recipe, List<String> include, Histogram micros) {
    Map<String, List<Score>> scores = new TreeMap<>();
    users.forEach((conversation, user) -> {
      for (Question question : conversation.questions()) {
        long begin = System.nanoTime();
        Answer answer = client.post("/v1/memories/search", search(user, question, recipe, include));
        micros.recordValue((System.nanoTime() - begin) / 1000);
        if (answer.status() != 200) {
          throw new IllegalStateException("Not answered: " + answer.body());
        }
        scores
            .computeIfAbsent(question.category(), category -> new ArrayList<>())
            .add(Score.of(question.evidence(), turns(answer.body())));
      }
    });
    return scores;
  }

  private static Map<String, Object> message(Turn turn) {
    return Map.of(
        "role", turn.role(),
        "name", turn.speaker(),
        "content", turn.text(),
        "occurred_at", turn.at().toString(),
        "external_id", turn.id());
  }

  private static Map<String, Object> search(
      String user, Question question, String recipe, List<String> include) {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("user_id", user);
    search.put("query", question.text());
    search.put("top_k", TOP_K);
    search.put("include", include);
    if (!recipe.isEmpty()) {
      search.put("recipe", recipe);
    }
    return search;
  }

  private static List<List<String>> turns(JsonNode body) {
    List<List<String>> turns = new ArrayList<>();
    for (JsonNode result : body.get("results")) {
      List<String> ids = new ArrayList<>();
      result.get("sources").forEach(source -> ids.add(source.path("external_id").asText()));
      turns.add(ids);
    }
    return turns;
  }
}
