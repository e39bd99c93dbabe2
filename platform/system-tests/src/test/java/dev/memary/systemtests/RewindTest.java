package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scripted histories: things are said, changed and forgotten, and every read tells what was known
 * at marked moments, and what was true when.
 */
@Execution(ExecutionMode.SAME_THREAD)
class RewindTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MemaryClient memary = RunningPlatform.newTenant("*");
  private final String user = MemaryClient.newUser();
  private final List<String> memories = new ArrayList<>();
  private final Map<String, Instant> marks = new HashMap<>();
  private int forgotten;

  static Stream<History> histories() throws IOException {
    try (InputStream file = RewindTest.class.getResourceAsStream("/histories.json")) {
      return list(JSON.readTree(file)).stream().map(History::new);
    }
  }

  record History(JsonNode script) {
    @Override
    public String toString() {
      return script.get("name").asText();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("histories")
  void everyRead_tellsWhatWasKnownThen(History history) throws Exception {
    for (JsonNode step : history.script().get("steps")) {
      take(step);
    }
    for (JsonNode then : history.script().get("then")) {
      String seen = look(then);
      for (JsonNode word : then.path("finds")) {
        assertThat(seen).as(then.toString()).contains(word.asText());
      }
      for (JsonNode word : then.path("not")) {
        assertThat(seen).as(then.toString()).doesNotContain(word.asText());
      }
    }
  }

  private void take(JsonNode step) throws InterruptedException {
    String what = step.fieldNames().next();
    switch (what) {
      case "say" -> {
        memories.add(say(step));
        understood();
      }
      case "mark" -> {
        Thread.sleep(5);
        marks.put(step.get("mark").asText(), Instant.now());
        Thread.sleep(5);
      }
      case "change" -> {
        change(step.get("change").asInt(), Map.of("text", step.get("text").asText()));
        understood();
      }
      case "pin" -> change(step.get("pin").asInt(), Map.of("pinned", true));
      case "unpin" -> change(step.get("unpin").asInt(), Map.of("pinned", false));
      case "forget" -> forget(step.get("forget").asInt());
      case "persona" ->
          assertThat(
                  memary
                      .send("PUT", space() + "/persona", "{\"text\":" + step.get("persona") + "}")
                      .status())
              .isEqualTo(200);
      default -> throw new IllegalArgumentException(what);
    }
  }

  private String say(JsonNode step) {
    return memary
        .post(
            "/v1/memories",
            Map.of(
                "user_id",
                user,
                "session_id",
                "s",
                "messages",
                List.of(
                    Map.of(
                        "role",
                        "user",
                        "name",
                        "Mira",
                        "content",
                        step.get("say").asText(),
                        "occurred_at",
                        step.get("at").asText()))))
        .body()
        .get("memory_ids")
        .get(0)
        .asText();
  }

  private void change(int which, Map<String, Object> change) {
    String path = "/v1/memories/" + memories.get(which);
    assertThat(memary.send("PATCH", path, JSON.valueToTree(change).toString()).status())
        .isEqualTo(200);
  }

  private void forget(int which) {
    String receipt =
        memary.delete("/v1/memories/" + memories.get(which)).body().get("receipt_id").asText();
    forgotten++;
    await()
        .atMost(Duration.ofMinutes(5))
        .until(() ->
            memary.get("/v1/receipts/" + receipt).body().get("status").asText().equals("complete"));
  }

  private void understood() {
    memary.awaitUnderstood(user, memories.size() - forgotten);
  }

  private String look(JsonNode then) {
    String asOf = then.has("as_of") ? marks.get(then.get("as_of").asText()).toString() : null;
    return switch (then.get("view").asText()) {
      case "memories" -> text(memary.get(at("/v1/memories?user_id=" + user, asOf)).body());
      case "entities" -> names(at(space() + "/entities?top=100", asOf), "entities", "name");
      case "stream" -> names(at(space() + "/stream?limit=100", asOf), "entries", "entity");
      case "timeline" -> names(at(space() + "/timeline?bucket=day", asOf), "buckets", "start");
      case "persona" -> text(memary.get(at(space() + "/persona?x=1", asOf)).body());
      case "changes" ->
          memary
              .get(
                  space()
                      + "/changes?from="
                      + encoded(marks.get(then.get("from").asText()).toString())
                      + "&to="
                      + encoded(marks.get(then.get("to").asText()).toString()))
              .body()
              .get("learned")
              .toString();
      case "search" -> asked("/v1/memories/search", then, asOf, "episodes").toString();
      case "facts" -> asked("/v1/memories/search", then, asOf, "facts").toString();
      case "context" -> asked("/v1/context", then, asOf, null).get("text").asText();
      case "pinned" -> pinned(asked("/v1/context", then, asOf, null));
      default -> throw new IllegalArgumentException(then.toString());
    };
  }

  private JsonNode asked(String path, JsonNode then, String asOf, String include) {
    ObjectNode question = JSON.createObjectNode().put("user_id", user);
    question.put("query", then.get("ask").asText());
    if (asOf != null) {
      question.put("as_of", asOf);
    }
    if (then.has("valid_at")) {
      question.set("valid_at", then.get("valid_at"));
    }
    if (then.get("view").asText().equals("context")) {
      question.put("session_id", "s");
    } else if (include != null) {
      question.putArray("include").add(include);
    }
    MemaryClient.Answer answer = memary.post(path, question);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    assertThat(answer.body().get("degraded").asBoolean()).isFalse();
    return include == null ? answer.body() : answer.body().get("results");
  }

  private static String pinned(JsonNode context) {
    return list(context.get("parts")).stream()
        .filter(part -> part.get("kind").asText().equals("pinned"))
        .map(part -> part.get("text").asText())
        .findFirst()
        .orElse("");
  }

  private String names(String path, String list, String field) {
    return list(memary.get(path).body().get(list)).stream()
        .map(one -> one.get(field).asText())
        .toList()
        .toString();
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static String text(JsonNode body) {
    return body.toString();
  }

  private String space() {
    return "/v1/spaces/user:" + user;
  }

  private static String at(String path, String asOf) {
    return asOf == null ? path : path + "&as_of=" + encoded(asOf);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
