package dev.memary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import dev.memary.localstack.ProcessStatus;
import dev.memary.systemtests.MemaryClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What {@code ./memary up --with-fake-llm} starts: a node that answers, a cloud for when it fails.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FakeLlmTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String LOCAL = "llama3:8b";
  private static final String CLOUD = "gpt-4o-mini";

  private static LocalStack stack = RunningPlatform.stack();

  private final MemaryClient memary = RunningPlatform.newTenant("*");
  private final String user = MemaryClient.newUser();

  @BeforeAll
  static void play() {
    stack = stack.withFakeLlm(true);
    stack.startWithServices();
  }

  @AfterAll
  static void goBack() {
    stack = stack.withFakeLlm(false);
    stack.startWithServices();
  }

  @Test
  @Order(1)
  void nodeAnswersFromMemory_andWhenItFailsTheCloudDoes() throws Exception {
    memary.remember(user, "s1", "My hives stand in Tuscany.");
    memary.awaitUnderstood(user, 1);
    assertAnsweredBy(LOCAL, ask("chat", false));
    assertAnsweredBy(LOCAL, ask("chat", true));
    assertThat(counted("memary_llm_requests_total", "ollama/" + LOCAL, "answered")).isPositive();

    for (Fault fault : Fault.values()) {
      for (boolean streamed : fault.modes) {
        failOnce(fault);
        double before = counted("memary_llm_failovers_total", "ollama/" + LOCAL, fault.reason);

        assertAnsweredBy(CLOUD, ask("chat", streamed));

        assertThat(counted("memary_llm_failovers_total", "ollama/" + LOCAL, fault.reason))
            .as("%s", fault)
            .isEqualTo(before + 1);
        assertAnsweredBy(LOCAL, ask("chat", streamed));
      }
    }
    assertThat(counted("memary_llm_requests_total", "openai/" + CLOUD, "answered")).isEqualTo(5);
  }

  @Test
  @Order(2)
  void localOnly_isAskedAgainHere_andNeverInTheCloud() throws Exception {
    failOnce(Fault.BUSY);

    Answer answer = ask("chat", false, "X-Memary-Local-Only", "true");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("X-Memary-Target")).isEqualTo("ollama/" + LOCAL);
    assertThat(answer.header("X-Memary-Fallbacks")).isEqualTo("ollama/" + LOCAL + "=busy");
    assertThat(ask("chat", false, "X-Memary-Local-Only", "perhaps").status()).isEqualTo(400);
  }

  @Test
  @Order(2)
  void usage_isTheTenantsOwn() {
    ask("chat", false);
    ask("openai/" + CLOUD, false);

    JsonNode usage =
        await()
            .until(
                () -> memary.get("/v1/admin/usage").body(),
                seen -> seen.path("groups").size() == 2);

    assertThat(usage.path("groups").findValuesAsText("group"))
        .containsExactly("ollama/" + LOCAL, "openai/" + CLOUD);
    assertThat(usage.path("local_share").asDouble()).isEqualTo(0.5);
  }

  @Test
  @Order(2)
  void pool_showsTheNode() {
    JsonNode node = RunningPlatform.operator().get("/v1/pool").body().path("nodes").path(0);

    assertThat(node.path("id").asText()).isEqualTo(url(Port.FAKE_OLLAMA));
    assertThat(node.path("models"))
        .filteredOn(model -> model.path("name").asText().equals(LOCAL))
        .extracting(model -> model.path("state").asText())
        .containsExactly("held");
    assertThat(status("fake-llm").state()).isEqualTo(ProcessStatus.State.READY);
  }

  @Test
  @Order(2)
  void otherAliases_haveSomebodyToo() {
    assertThat(ask("vision", false).body().path("model").asText()).isEqualTo("llava:13b");
    assertThat(ask("web", false).body().path("model").asText()).isEqualTo("sonar");
    Answer embedded = memary.post("/v1/embeddings", Map.of("model", "embed-node", "input", "bees"));
    assertThat(embedded.body().at("/data/0/embedding")).hasSize(768);
  }

  @Test
  @Order(3)
  void without_theUsersOwnModelAnswersAgain() {
    goBack();
    RunningPlatform.model().reset();

    Answer answer = ask("chat", false);

    assertThat(answer.body().path("model").asText()).isEqualTo("memary-double");
    assertThat(RunningPlatform.model().requests()).hasSize(1);
    assertThat(stack.status()).noneMatch(process -> process.name().equals("fake-llm"));
  }

  /** How the node fails before its first word, and what that is called. */
  private enum Fault {
    BUSY("double-error-503", "busy", true, false),
    CUT("double-cut-early", "cut_short", true, false),
    HANG("double-hang", "timeout_first_token", true);

    private final String directive;
    private final String reason;
    private final List<Boolean> modes;

    Fault(String directive, String reason, Boolean... modes) {
      this.directive = directive;
      this.reason = reason;
      this.modes = List.of(modes);
    }
  }

  private void failOnce(Fault fault) throws IOException, InterruptedException {
    String wish = "{\"fault\": \"%s\", \"times\": 1}".formatted(fault.directive);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(Port.FAKE_OLLAMA) + "/double/fault"))
            .PUT(BodyPublishers.ofString(wish))
            .build();
    assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private Answer ask(String model, boolean streamed, String... headers) {
    List<String> all = new ArrayList<>(List.of("X-Memary-Capture", "off"));
    all.addAll(List.of(headers));
    return memary.post(
        "/v1/chat/completions",
        Map.of(
            "model", model,
            "user", user,
            "stream", streamed,
            "messages", List.of(MemaryClient.message("user", "Where do my hives stand?"))),
        all.toArray(String[]::new));
  }

  private static void assertAnsweredBy(String model, Answer answer) {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.response().body())
        .contains("Tuscany")
        .contains("\"model\":\"" + model + "\"");
    assertThat(answer.header("X-Memary-Degraded")).isEqualTo("false");
  }

  private double counted(String metric, String target, String what)
      throws IOException, InterruptedException {
    URI metrics = URI.create(url(Port.ROUTER_MANAGEMENT) + "/q/metrics");
    return HTTP.send(
            HttpRequest.newBuilder(metrics).header("Accept", "text/plain").build(),
            BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(metric + "{"))
        .filter(line -> line.contains("\"" + target + "\"") && line.contains("\"" + what + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static ProcessStatus status(String name) {
    return stack.status().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private static String url(Port port) {
    return "http://127.0.0.1:" + stack.ports().of(port);
  }
}
