package dev.memary.llmdouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaDoubleTest {
  private static final String MESSAGES =
      """
      "messages":[
        {"role":"system","content":"Alice plays the cello.\\nAlice lives in Lisbon."},
        {"role":"user","content":"Where does Alice live?"}]
      """;
  private static final Duration LONG = Duration.ofMinutes(10);

  private OllamaDouble ollama = OllamaDouble.start(0);
  private Asking asking = new Asking(ollama.url());

  @AfterEach
  void stop() {
    asking.close();
    ollama.close();
  }

  @Test
  void chat_streamsRecordsAndEndsWithItsCounts() throws Exception {
    List<JsonNode> records = asking.lines("/api/chat", chat("memary-double", ""));

    StringBuilder text = new StringBuilder();
    records.forEach(record -> text.append(record.at("/message/content").asText()));
    assertThat(text).hasToString("According to what I remember: Alice lives in Lisbon.");
    JsonNode last = records.getLast();
    assertThat(last.path("done").asBoolean()).isTrue();
    assertThat(last.path("done_reason").asText()).isEqualTo("stop");
    assertThat(last.path("prompt_eval_count").asInt()).isPositive();
    assertThat(last.path("eval_count").asInt()).isEqualTo(records.size() - 1);
    assertThat(last.path("total_duration").asLong()).isPositive();
    assertThat(records.getFirst().has("eval_count")).isFalse();
  }

  @Test
  void chat_limited_endsWithLength() throws Exception {
    JsonNode answer =
        asking.answer(
            "/api/chat",
            chat("memary-double", "\"stream\":false,\"options\":{\"num_predict\":2},"));

    assertThat(answer.at("/message/content").asText()).isEqualTo("According to ");
    assertThat(answer.path("done_reason").asText()).isEqualTo("length");
  }

  @Test
  void tool_named_isCalledWithAnObjectAndAnsweredFrom() throws Exception {
    String tools = "\"stream\":false,\"tools\":[{\"function\":{\"name\":\"weather\"}}],";
    String question =
        "{\"role\":\"user\",\"content\":\"Well?\\ndouble:tool weather {\\\"place\\\":\\\"Rome\\\"}\"}";

    JsonNode call = asking.answer("/api/chat", body(tools + "\"messages\":[" + question + "]"));
    JsonNode answer =
        asking.answer(
            "/api/chat",
            body(
                tools
                    + "\"messages\":["
                    + question
                    + ","
                    + call.path("message")
                    + ",{\"role\":\"tool\",\"tool_name\":\"weather\",\"content\":\"Rain.\"}]"));

    JsonNode function = call.at("/message/tool_calls/0/function");
    assertThat(function.path("name").asText()).isEqualTo("weather");
    assertThat(function.at("/arguments/place").asText()).isEqualTo("Rome");
    assertThat(call.path("done_reason").asText()).isEqualTo("stop");
    assertThat(answer.at("/message/content").asText()).isEqualTo("According to the tool: Rain.");
  }

  @Test
  void badRequests_areRefusedAsOllamaDoes() throws Exception {
    assertRefused(post("/api/chat", ""), 400, "missing request body");
    assertRefused(post("/api/chat", "{"), 400, "invalid character");
    assertRefused(post("/api/chat", chat("nobody", "")), 404, "model 'nobody' not found");
    assertRefused(post("/api/chat", chat("memary-double-embed", "")), 400, "does not support chat");
    assertRefused(
        post("/api/chat", chat("memary-double", "\"keep_alive\":\"soon\",")), 400, "duration");
    assertRefused(
        post(
            "/api/chat",
            body("\"messages\":[{\"role\":\"user\",\"images\":[\"data:image/png;base64,AA\"]}]")),
        400,
        "base64");
    assertThat(asking.get("/api/nothing").statusCode()).isEqualTo(404);
    assertThat(asking.get("/api/chat").statusCode()).isEqualTo(405);
    assertThat(asking.get("/").body()).isEqualTo("Ollama is running");
  }

  @Test
  void tools_modelWithoutThem_isRefused() throws Exception {
    restart(settings(OllamaModel.chat("plain").withCapabilities("completion")));

    HttpResponse<String> response =
        post("/api/chat", chat("plain", "\"tools\":[{\"function\":{\"name\":\"x\"}}],"));

    assertRefused(response, 400, "\"plain\" does not support tools");
  }

  @Test
  void longPrompt_losesItsOldestMessages_orIsRefused() throws Exception {
    String messages =
        "\"stream\":false,\"options\":{\"num_ctx\":20},\"messages\":["
            + "{\"role\":\"user\",\"content\":\"Alice lives in Lisbon, as everybody here knows.\"},"
            + "{\"role\":\"assistant\",\"content\":\"Good to know, I will keep it in mind.\"},"
            + "{\"role\":\"user\",\"content\":\"Where does Alice live?\"}]";

    JsonNode truncated = asking.answer("/api/chat", body(messages));
    HttpResponse<String> refused = post("/api/chat", body("\"truncate\":false," + messages));

    assertThat(truncated.at("/message/content").asText()).isEqualTo("I do not know.");
    assertThat(truncated.path("prompt_eval_count").asInt()).isLessThanOrEqualTo(20);
    assertThat(ollama.truncations()).isEqualTo(1);
    assertRefused(refused, 400, "exceeds the context length");
  }

  @Test
  void otherOptions_reloadTheModel_sameOnesDoNot() throws Exception {
    post("/api/chat", chat("memary-double", ""));
    post("/api/chat", chat("memary-double", "\"options\":{\"temperature\":0.3},"));
    post("/api/chat", chat("memary-double", "\"options\":{\"num_ctx\":8192},"));
    post("/api/chat", chat("memary-double", "\"options\":{\"num_ctx\":8192},"));

    assertThat(ollama.loads()).isEqualTo(2);
    assertThat(ollama.reloads()).isEqualTo(1);
    assertThat(asking.read(asking.get("/api/ps").body()).at("/models/0/context_length").asInt())
        .isEqualTo(8192);
  }

  @Test
  void modelThatDoesNotFit_evictsTheOneUsedLeastRecently() throws Exception {
    restart(settings(gigabytes("a", 4), gigabytes("b", 4), gigabytes("c", 4), gigabytes("d", 40)));

    for (String model : List.of("a", "b", "a", "c")) {
      post("/api/chat", chat(model, ""));
    }

    assertThat(ollama.resident()).containsExactlyInAnyOrder("a:latest", "c:latest");
    assertThat(ollama.evictions()).isEqualTo(1);
    assertRefused(post("/api/chat", chat("d", "")), 500, "out of memory");
  }

  @Test
  void modelInUse_isEvictedWhenItsAnswerHasEnded() throws Exception {
    restart(settings(gigabytes("a", 8), gigabytes("b", 8)).withPerToken(Duration.ofMillis(50)));
    CompletableFuture<HttpResponse<String>> first = posting(chat("a", ""));
    await().until(() -> ollama.resident().contains("a:latest") && ollama.waiting() == 0);

    HttpResponse<String> second = post("/api/chat", chat("b", ""));

    assertThat(first.isDone()).isTrue();
    assertThat(first.join().body()).contains("\"done\":true");
    assertThat(second.body()).contains("\"done\":true");
    assertThat(ollama.resident()).containsExactly("b:latest");
  }

  @Test
  void queue_boundsWhatNeedsALoad_notWhatFindsItsModelResident() throws Exception {
    restart(
        settings(gigabytes("here", 1), gigabytes("slow", 1).withLoadTime(LONG), gigabytes("x", 1))
            .withMaxQueue(1)
            .withParallel(2));
    post("/api/chat", chat("here", ""));
    posting(chat("slow", ""));
    await().until(() -> ollama.resident().contains("slow:latest"));
    posting(chat("x", ""));
    await().until(() -> ollama.waiting() == 2);

    List<CompletableFuture<HttpResponse<String>>> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(posting(chat("here", "")));
    }

    assertRefused(
        post("/api/chat", chat("x", "")),
        503,
        "server busy, please try again.  maximum pending requests exceeded");
    assertThat(many).allSatisfy(one -> assertThat(one.get().statusCode()).isEqualTo(200));
    assertThat(asking.get("/api/ps").body()).contains("slow:latest");
    assertThat(ollama.mostInFlight("here")).isGreaterThan(1);
  }

  @Test
  void slots_areSharedOut_restWaits() throws Exception {
    restart(settings(gigabytes("a", 1)).withParallel(2));
    ollama.fail(Fault.STALL, 2);
    posting(chat("a", ""));
    posting(chat("a", ""));
    await().until(() -> ollama.requests().size() == 2 && ollama.waiting() == 0);
    posting(chat("a", ""));

    await().until(() -> ollama.inFlight("a") == 3 && ollama.waiting() == 1);
    ollama.release();

    await().until(() -> ollama.inFlight() == 0);
    assertThat(ollama.mostInFlight("a")).isEqualTo(3);
  }

  @Test
  void keepAlive_decidesWhenAnIdleModelLeaves() throws Exception {
    post("/api/chat", chat("memary-double", "\"keep_alive\":-1,"));
    assertThat(asking.get("/api/ps").body()).contains("\"expires_at\":\"23");

    post("/api/chat", chat("memary-double", "\"keep_alive\":\"0s\","));
    assertThat(ollama.resident()).isEmpty();

    JsonNode loaded = asking.answer("/api/generate", "{\"model\":\"memary-double\"}");
    assertThat(loaded.path("done_reason").asText()).isEqualTo("load");
    assertThat(ollama.resident()).containsExactly("memary-double:latest");
  }

  @Test
  void embed_isTheSameForTheSameAndNearForTheSimilar() throws Exception {
    String body =
        "{\"model\":\"memary-double-embed\",\"input\":"
            + "[\"the cat sleeps\",\"the cat sleeps\",\"a cat slept\",\"interest rates\"]}";

    JsonNode vectors = asking.answer("/api/embed", body).path("embeddings");

    assertThat(vectors.get(0)).isEqualTo(vectors.get(1));
    assertThat(dot(vectors.get(0), vectors.get(0))).isBetween(0.999, 1.001);
    assertThat(dot(vectors.get(0), vectors.get(2)))
        .isGreaterThan(dot(vectors.get(0), vectors.get(3)));
  }

  @Test
  void pull_failsUnder200() throws Exception {
    List<JsonNode> pulled = asking.lines("/api/pull", "{\"model\":\"memary-double-pulled\"}");
    List<JsonNode> failed = asking.lines("/api/pull", "{\"model\":\"nobody-has-it\"}");

    assertThat(pulled.getLast().path("status").asText()).isEqualTo("success");
    assertThat(asking.get("/api/tags").body()).contains("memary-double-pulled:latest");
    assertThat(failed.getLast().path("error").asText()).contains("file does not exist");
  }

  @ParameterizedTest
  @CsvSource({"ERROR_EARLY, 1", "ERROR_IN_STREAM, 3"})
  void errorLine_comesUnder200AndIsTheLast(Fault fault, int lines) throws Exception {
    ollama.fail(fault, 1);

    List<JsonNode> records = asking.lines("/api/chat", chat("memary-double", ""));

    assertThat(records).hasSize(lines);
    assertThat(records.getLast().has("error")).isTrue();
    assertThat(records).noneMatch(record -> record.path("done").asBoolean());
  }

  @ParameterizedTest
  @CsvSource({"BREAK_EARLY", "BREAK_STREAM"})
  void brokenStream_isNoEndInGoodForm(Fault fault) {
    ollama.fail(fault, 1);

    assertThatThrownBy(() -> post("/api/chat", chat("memary-double", "")))
        .isInstanceOf(IOException.class);
    assertThat(ollama.abandoned()).isZero();
    await().until(() -> ollama.inFlight() == 0);
  }

  @Test
  void cutStream_endsWithoutDone() throws Exception {
    ollama.fail(Fault.CUT_STREAM, 1);

    List<JsonNode> records = asking.lines("/api/chat", chat("memary-double", ""));

    assertThat(records).hasSize(2).noneMatch(record -> record.path("done").asBoolean());
  }

  @Test
  void script_isFollowedInItsOrder_thenTheRule() throws Exception {
    ollama.fail(Fault.ERROR_503, 1);
    ollama.fail(Fault.NONE, 1);
    ollama.failAlways(Fault.OUT_OF_MEMORY);

    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      statuses.add(post("/api/chat", chat("memary-double", "")).statusCode());
    }

    assertThat(statuses).containsExactly(503, 200, 500, 500);
  }

  @Test
  void slowLoad_isSeenInPsBeforeItsAnswer() throws Exception {
    ollama.fail(Fault.SLOW_LOAD, 1);
    CompletableFuture<HttpResponse<String>> loading = posting(chat("memary-double", ""));

    await().until(() -> ollama.resident().contains("memary-double:latest"));

    assertThat(ollama.loads()).isZero();
    assertThat(loading.isDone()).isFalse();
    assertThat(loading.get().statusCode()).isEqualTo(200);
    assertThat(ollama.loads()).isEqualTo(1);
  }

  @Test
  void hangingRequest_leavesTheRestGreen() throws Exception {
    ollama.fail(Fault.HANG, 1);
    CompletableFuture<HttpResponse<String>> hanging = posting(chat("memary-double", ""));
    await().until(() -> ollama.inFlight() == 1);

    assertThat(asking.get("/api/ps").statusCode()).isEqualTo(200);
    assertThat(asking.get("/api/tags").statusCode()).isEqualTo(200);
    assertThat(hanging.isDone()).isFalse();
  }

  @Test
  void streamLeftByItsClient_isAbandonedAndFreesItsSlot() throws Exception {
    restart(settings(gigabytes("a", 1)).withPerToken(Duration.ofMillis(50)));
    HttpResponse<InputStream> response = asking.open("/api/chat", chat("a", ""));

    assertThat(response.body().read()).isPositive();
    response.body().close();

    await().until(() -> ollama.abandoned() == 1 && ollama.inFlight() == 0);
  }

  @Test
  void crash_breaksStreamsAndClosesThePort() throws Exception {
    ollama.fail(Fault.STALL, 1);
    CompletableFuture<HttpResponse<String>> stream = posting(chat("memary-double", ""));
    await().until(() -> ollama.inFlight() == 1 && ollama.waiting() == 0);

    ollama.crash();

    assertThat(stream).failsWithin(Duration.ofSeconds(30));
    assertThatThrownBy(() -> asking.get("/")).isInstanceOf(IOException.class);
    assertThat(ollama.abandoned()).isZero();
  }

  private void restart(OllamaSettings settings) {
    stop();
    ollama = OllamaDouble.start(0, settings);
    asking = new Asking(ollama.url());
  }

  private static OllamaSettings settings(OllamaModel... models) {
    return OllamaSettings.standard().withModels(models).withGpuMemory(10_000_000_000L);
  }

  private static OllamaModel gigabytes(String name, int size) {
    return OllamaModel.chat(name).withSize(size * 1_000_000_000L);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return asking.post(path, body);
  }

  private CompletableFuture<HttpResponse<String>> posting(String body) {
    return asking.posting("/api/chat", body);
  }

  private static String chat(String model, String more) {
    return "{\"model\":\"" + model + "\"," + more + MESSAGES + "}";
  }

  private static String body(String fields) {
    return "{\"model\":\"memary-double\"," + fields + "}";
  }

  private void assertRefused(HttpResponse<String> response, int status, String message)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(asking.read(response.body()).path("error").asText()).contains(message);
  }

  private static double dot(JsonNode one, JsonNode other) {
    double sum = 0;
    for (int i = 0; i < one.size(); i++) {
      sum += one.get(i).asDouble() * other.get(i).asDouble();
    }
    return sum;
  }
}
