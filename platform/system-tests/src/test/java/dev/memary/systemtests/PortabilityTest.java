package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.demo.Demo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A space that is taken elsewhere knows there what it knew. */
class PortabilityTest {
  private static final String JSON_LINES = "application/x-ndjson";
  private static final int EPISODES = 195;

  @Test
  void demo_importedIntoAnEmptyTenant_answersTheSame() throws IOException {
    MemaryClient here = RunningPlatform.newTenant("*");
    MemaryClient there = RunningPlatform.newTenant("*");
    String user = remembered(here);

    String file = exported(here, user);
    JsonNode imported = imported(there, user, file);
    there.awaitUnderstood(user, EPISODES);

    assertThat(imported.get("added").asLong()).isEqualTo(EPISODES);
    assertThat(there.entityCounts(user)).isEqualTo(here.entityCounts(user));
    for (JsonNode question : questions()) {
      String asked = question.get("question").asText();
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() ->
              assertThat(answers(there, user, asked))
                  .as(asked)
                  .isEqualTo(answers(here, user, asked)));
    }
    assertThat(imported(there, user, file).get("added").asLong()).isZero();
    assertThat(there.status(user).get("episodes").asLong()).isEqualTo(EPISODES);
    assertThat(operationsOf(here)).contains("POST /v1/spaces/{space}/export");
    assertThat(operationsOf(there)).contains("POST /v1/spaces/{space}/import");
  }

  @Test
  void killed_whileItImports_losesNothingAndCountsNothingTwice() {
    int memories = 3_000;
    MemaryClient client = RunningPlatform.newTenant("*");
    String user = MemaryClient.newUser();
    String id = begun(client, user, mem0(memories)).get("id").asText();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> client.get("/v1/imports/" + id).body().get("read").asLong() > 0);

    RunningPlatform.stack().kill("memory-service");
    RunningPlatform.stack().startWithServices();

    await()
        .atMost(Duration.ofMinutes(5))
        .ignoreExceptions()
        .until(() -> client.get("/v1/imports/" + id).body().get("status").asText().equals("done"));
    JsonNode done = client.get("/v1/imports/" + id).body();
    assertThat(done.get("added").asLong()).isEqualTo(memories);
    assertThat(client.status(user).get("episodes").asLong()).isEqualTo(memories);
  }

  private static String remembered(MemaryClient client) {
    String user = MemaryClient.newUser();
    int code =
        new CommandLine(new Demo())
            .execute(
                "--url",
                RunningPlatform.gateway().toString(),
                "--api-key",
                client.key(),
                "--user",
                user,
                "--keep");
    assertThat(code).isZero();
    return user;
  }

  private static String exported(MemaryClient client, String user) {
    MemaryClient.Answer file = client.post("/v1/spaces/user:" + user + "/export", Map.of());
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Type")).isEqualTo(JSON_LINES);
    return file.response().body();
  }

  private static JsonNode imported(MemaryClient client, String user, String file) {
    String id = begun(client, user, file).get("id").asText();
    return await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> client.get("/v1/imports/" + id).body(),
            state -> state.get("status").asText().equals("done"));
  }

  private static JsonNode begun(MemaryClient client, String user, String file) {
    MemaryClient.Answer begun =
        client.send(
            "POST", "/v1/spaces/user:" + user + "/import", file, "Content-Type", JSON_LINES);
    assertThat(begun.status()).as(begun.body().toString()).isEqualTo(202);
    return begun.body();
  }

  /**
   * What is found, in its order, by what does not depend on where it lies. With an explanation, so
   * that nothing is answered that was found before the space was asked often enough to be searched
   * in memory, and exactly.
   */
  private static List<String> answers(MemaryClient client, String user, String question) {
    Map<String, Object> search =
        Map.of(
            "user_id",
            user,
            "query",
            question,
            "include",
            List.of("episodes", "facts"),
            "explain",
            true);
    JsonNode found =
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> client.post("/v1/memories/search", search).body(),
                answer -> !answer.path("degraded").asBoolean(true));
    List<String> answers = new ArrayList<>();
    for (JsonNode result : found.get("results")) {
      answers.add(
          result.get("kind").asText()
              + " "
              + result.get("text").asText()
              + " "
              + result.get("sources").findValuesAsText("external_id"));
    }
    assertThat(answers).isNotEmpty();
    return answers;
  }

  private static List<String> operationsOf(MemaryClient client) {
    return await()
        .until(
            () -> client.get("/v1/admin/audit?limit=500").body().findValuesAsText("operation"),
            operations -> !operations.isEmpty());
  }

  private static String mem0(int memories) {
    StringBuilder file = new StringBuilder("{\"results\":[");
    for (int i = 0; i < memories; i++) {
      file.append(i == 0 ? "" : ",\n")
          .append("{\"id\":\"m%d\",\"memory\":\"Likes cake number %d\",".formatted(i, i))
          .append("\"created_at\":\"2025-01-01T00:00:00Z\"}");
    }
    return file.append("]}").toString();
  }

  private static JsonNode questions() throws IOException {
    try (var in = Demo.class.getResourceAsStream("questions.json")) {
      return new ObjectMapper().readTree(in);
    }
  }
}
