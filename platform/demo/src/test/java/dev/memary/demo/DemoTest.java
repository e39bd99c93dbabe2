package dev.memary.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoTest {

  private FakeMemary memary;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void start() throws IOException {
    memary = new FakeMemary();
  }

  @AfterEach
  void stop() {
    memary.close();
  }

  @Test
  void everyQuestionFound_succeeds_andForgetsAgain() {
    // When the demo runs
    int code = run("--user", "d1");

    // Then it says so and leaves nothing behind
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("10 of 10 questions found the right episode among the first five results; median")
        .contains("of the 2 questions that need two episodes, 2 found both")
        .contains("answer (degraded: extractive): As was said.")
        .contains("understood: 195 of 195");
    assertThat(memary.calls.getLast()).isEqualTo("DELETE /v1/spaces/user:d1");
  }

  @Test
  void conversation_isSentInChunks_withKeys() {
    run("--user", "d1");

    assertThat(memary.chunks).allMatch(chunk -> chunk.path("messages").size() <= 25);
    assertThat(memary.chunks.stream().mapToInt(c -> c.path("messages").size()).sum())
        .isEqualTo(195);
    JsonNode first = memary.chunks.getFirst();
    assertThat(first.path("user_id").asText()).isEqualTo("d1");
    assertThat(first.path("session_id").asText()).isEqualTo("s1");
    assertThat(first.at("/messages/0/name").asText()).isEqualTo("Mira");
    assertThat(first.at("/messages/0/external_id").asText()).isEqualTo("s1:1");
    assertThat(memary.lastHeaders)
        .containsEntry("Authorization", "Bearer mk_test")
        .containsEntry("Idempotency-Key", "d1-s13:1");
  }

  @Test
  void questions_areAskedInTheSpace_withoutBeingRecorded() {
    run("--user", "d1");

    assertThat(memary.lastHeaders)
        .containsEntry("X-Memary-Space", "user:d1")
        .containsEntry("X-Memary-Session", "demo-q10")
        .containsEntry("X-Memary-Capture", "off");
  }

  @Test
  void sevenQuestionsFound_fails() {
    memary.answerable = 7;

    assertThat(run("--user", "d1")).isEqualTo(1);
    assertThat(out.toString()).contains("7 of 10 questions");
  }

  @Test
  void keep_leavesTheSpace() {
    run("--user", "d1", "--keep");

    assertThat(memary.calls).noneMatch(call -> call.startsWith("DELETE"));
    assertThat(out.toString()).contains("Kept as user:d1");
  }

  @Test
  void json_isTheWholeOutput() throws IOException {
    run("--user", "d1", "--json");

    JsonNode document = new ObjectMapper().readTree(out.toString());
    assertThat(document.path("found").asInt()).isEqualTo(10);
    assertThat(document.path("results")).hasSize(10);
  }

  @Test
  void problem_isOneSentence() {
    memary.refusing = true;

    assertThat(run("--user", "d1")).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo("Memary refused POST /v1/memories with 401: The API key is not known.");
  }

  @Test
  void platformThatNeverGetsReady_isGivenUp_andCleanedUp() {
    memary.stuck = true;

    assertThat(run("--user", "d1", "--timeout", "1")).isEqualTo(1);
    assertThat(err.toString()).contains("After 1 seconds 5 of 195 messages are still waiting");
    assertThat(memary.calls.getLast()).startsWith("DELETE");
  }

  @Test
  void noServer_isSaidPlainly() {
    memary.close();

    assertThat(run("--user", "d1")).isEqualTo(1);
    assertThat(err.toString()).contains("Memary cannot be reached at");
  }

  @Test
  void wrongOption_isExitCodeTwo() {
    assertThat(run("--frobnicate")).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  private int run(String... options) {
    List<String> args = new ArrayList<>(List.of("--url", memary.url(), "--api-key", "mk_test"));
    args.addAll(List.of(options));
    return Demo.commandLine(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args.toArray(String[]::new));
  }
}
