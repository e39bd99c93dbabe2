package dev.memary.router.api;

import static dev.memary.router.api.Models.CLOUD;
import static dev.memary.router.api.Models.GPU_1;
import static dev.memary.router.api.Models.GPU_2;
import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.identity.Services;
import dev.memary.llmdouble.Fault;
import dev.memary.llmdouble.OllamaDouble;
import dev.memary.localstack.testing.TestTokens;
import dev.memary.router.pool.Pool;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ChatTest extends RouterServiceTest {
  private static final String MESSAGES =
      """
      "messages": [{"role": "system", "content": "Emma works in Bremen."},
                   {"role": "user", "content": "Where does Emma work?"}]
      """;
  private static final String CHAT = "{\"model\": \"chat\", " + MESSAGES + "}";

  @Inject Pool pool;
  @Inject ObjectMapper json;

  @BeforeEach
  void allIsWell() {
    Models.allAreWell(pool);
  }

  @Test
  void unary_answeredByANode() {
    chat(CHAT)
        .then()
        .statusCode(200)
        .header("X-Memary-Target", "ollama/llama3:8b")
        .header("X-Memary-Fallbacks", nullValue())
        .body("object", equalTo("chat.completion"))
        .body("choices[0].message.role", equalTo("assistant"))
        .body("choices[0].message.content", containsString("Bremen"))
        .body("choices[0].finish_reason", equalTo("stop"))
        .body("usage.total_tokens", notNullValue());
    assertThat(CLOUD.requests()).isEmpty();
  }

  @Test
  void stream_answeredByANode() throws Exception {
    List<JsonNode> events = events(streamed(CHAT));

    assertThat(text(events)).contains("Bremen");
    assertThat(events.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    assertThat(events.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(events).noneMatch(e -> e.has("usage"));
  }

  @Test
  void stream_withUsage() throws Exception {
    List<JsonNode> events =
        events(
            streamed(
                CHAT.replace(
                    "\"model\"", "\"stream_options\": {\"include_usage\": true}, \"model\"")));

    assertThat(events.getLast().path("choices")).isEmpty();
    assertThat(events.getLast().at("/usage/completion_tokens").asInt()).isPositive();
  }

  @Test
  void options_areTheSameForEveryRequest_soThatNoModelIsLoadedAgain() {
    chat(CHAT.replace("\"model\"", "\"temperature\": 0.1, \"max_tokens\": 50, \"model\""));
    chat(CHAT.replace("\"model\"", "\"top_p\": 0.5, \"stop\": \"END\", \"model\""));

    List<JsonNode> asked = askedOfNodes();
    assertThat(asked).hasSize(2);
    assertThat(asked)
        .allMatch(r -> r.at("/options/num_ctx").asInt() == 8192)
        .allMatch(r -> !r.path("truncate").asBoolean(true));
    assertThat(asked).anyMatch(r -> r.at("/options/num_predict").asInt() == 50);
    assertThat(asked).anyMatch(r -> r.at("/options/stop/0").asText().equals("END"));
    assertThat(Models.nodes().stream().mapToInt(OllamaDouble::reloads).sum()).isZero();
  }

  @Test
  void jsonSchema_isPassedOn() {
    chat(CHAT.replace(
            "\"model\"",
            "\"response_format\": {\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}, \"model\""))
        .then()
        .statusCode(200);

    assertThat(askedOfNodes().getFirst().at("/format/type").asText()).isEqualTo("object");
  }

  @Test
  void tools_areCalled_unaryAndStreamed() throws Exception {
    String body =
        """
        {"model": "chat", "messages": [{"role": "user", "content": "double:tool weather {\\"city\\":\\"Bremen\\"}"}],
         "tools": [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]}
        """;

    Response whole = chat(body);
    whole
        .then()
        .body("choices[0].finish_reason", equalTo("tool_calls"))
        .body("choices[0].message.tool_calls[0].type", equalTo("function"))
        .body("choices[0].message.tool_calls[0].function.name", equalTo("weather"));
    assertThat(
            json.readTree(
                whole.path("choices[0].message.tool_calls[0].function.arguments").toString()))
        .isEqualTo(json.readTree("{\"city\":\"Bremen\"}"));

    JsonNode call =
        events(streamed(body)).stream()
            .map(e -> e.at("/choices/0/delta/tool_calls/0"))
            .filter(c -> !c.isMissingNode())
            .findFirst()
            .orElseThrow();
    assertThat(call.path("index").asInt(-1)).isZero();
    assertThat(call.path("id").asText()).startsWith("call_");
  }

  @Test
  void resultOfATool_isPassedOnWithItsName() {
    chat("""
    {"model": "chat", "messages": [
      {"role": "user", "content": "The weather?"},
      {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function",
        "function": {"name": "weather", "arguments": "{\\"city\\":\\"Bremen\\"}"}}]},
      {"role": "tool", "tool_call_id": "call_1", "content": "Rain in Bremen."}]}
    """)
        .then()
        .statusCode(200);

    JsonNode messages = askedOfNodes().getFirst().path("messages");
    assertThat(messages.at("/1/tool_calls/0/function/arguments/city").asText()).isEqualTo("Bremen");
    assertThat(messages.at("/2/tool_name").asText()).isEqualTo("weather");
  }

  @Test
  void images_asDataOnly() {
    String body =
        """
        {"model": "vision", "messages": [{"role": "user", "content": [
          {"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "%s"}}]}]}
        """;

    chat(body.formatted("data:image/png;base64,AAAA")).then().statusCode(200);
    assertThat(askedOfNodes().getFirst().at("/messages/0/images/0").asText()).isEqualTo("AAAA");
    chat(body.formatted("https://example.com/a.png"))
        .then()
        .statusCode(400)
        .body("error.param", equalTo("messages[0].content"));
  }

  @Test
  void bothNodesFail_theCloudAnswers_andItIsTold() throws Exception {
    Models.nodes().forEach(node -> node.failAlways(Fault.ERROR_500));

    chat(CHAT)
        .then()
        .statusCode(200)
        .header("X-Memary-Target", containsString("openai/"))
        .header("X-Memary-Fallbacks", containsString("ollama/llama3:8b=broken"))
        .body("choices[0].message.content", containsString("Bremen"));
    assertThat(text(events(streamed(CHAT)))).contains("Bremen");
  }

  @Test
  void localOnly_neverReachesTheCloud() {
    Models.nodes().forEach(node -> node.failAlways(Fault.ERROR_500));

    agent()
        .header("X-Memary-Local-Only", "true")
        .body(CHAT)
        .post("/v1/chat/completions")
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .header("X-Memary-Fallbacks", containsString("broken"));
    assertThat(CLOUD.requests()).isEmpty();
  }

  @Test
  void auto_isTheSmallModel_unlessTheRequestSaysOrImpliesMore() {
    String auto = CHAT.replace("\"chat\"", "\"auto\"");

    chat(auto).then().statusCode(200).header("X-Memary-Target", "ollama/llama3:8b");
    chat(auto.replace("\"model\"", "\"reasoning_effort\": \"high\", \"model\""))
        .then()
        .statusCode(200)
        .header("X-Memary-Target", "openai/memary-double");
    sized(auto, "large").then().statusCode(200).header("X-Memary-Target", "openai/memary-double");
    sized(auto, "huge").then().statusCode(400).body("error.param", equalTo("X-Memary-Size"));
  }

  private static Response sized(String body, String size) {
    return agent().header("X-Memary-Size", size).body(body).post("/v1/chat/completions");
  }

  @Test
  void localOnly_thatIsNeitherYesNorNo_400() {
    agent()
        .header("X-Memary-Local-Only", "perhaps")
        .body(CHAT)
        .post("/v1/chat/completions")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("X-Memary-Local-Only"));
  }

  @Test
  void tenantThatStaysLocal_neverReachesTheCloud() {
    Models.nodes().forEach(node -> node.failAlways(Fault.ERROR_500));

    given()
        .header(
            "Authorization",
            TestTokens.bearer(Services.AGENT, Services.ROUTER, Models.LOCAL_ONLY_TENANT))
        .contentType(JSON)
        .body(CHAT)
        .post("/v1/chat/completions")
        .then()
        .statusCode(503);
    assertThat(CLOUD.requests()).isEmpty();
  }

  @Test
  void promptTooLongForTheLocalModel_goesToOneThatReadsIt() {
    String body = CHAT.replace("Emma works in Bremen.", "Emma works in Bremen. ".repeat(1500));

    chat(body).then().statusCode(200).header("X-Memary-Target", containsString("openai/"));
    chat(body.replace("\"chat\"", "\"local\""))
        .then()
        .statusCode(400)
        .body("error.code", equalTo("context_length_exceeded"));
    assertThat(askedOfNodes()).isEmpty();
  }

  @Test
  void citations_areKept() throws Exception {
    String body = CHAT.replace("\"chat\"", "\"web\"");

    chat(body).then().statusCode(200).body("citations", notNullValue());
    List<JsonNode> events = events(streamed(body));
    assertThat(events).anyMatch(e -> !e.path("citations").isEmpty());
    assertThat(text(events)).as("not the whole in every chunk").containsOnlyOnce("Bremen");
  }

  @Test
  void requestNamesAModelOrATarget() {
    for (String model : List.of("memary-double", "openai/memary-double")) {
      chat(CHAT.replace("\"chat\"", "\"" + model + "\""))
          .then()
          .statusCode(200)
          .header("X-Memary-Target", "openai/memary-double");
    }
    chat(CHAT.replace("\"chat\"", "\"unheard-of\""))
        .then()
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"));
  }

  @Test
  void models_areListed() {
    as(Services.GATEWAY)
        .get("/v1/models")
        .then()
        .body("data.id", hasItems("chat", "chat-large", "web", "embed", "ollama/llama3:8b"));
  }

  @Test
  void pool_isShown_andNodesAreCordoned() {
    chat(CHAT);
    as(Services.GATEWAY)
        .get("/v1/pool")
        .then()
        .statusCode(200)
        .body("nodes.id", hasItems(GPU_1.url(), GPU_2.url()))
        .body("waiting", equalTo(0));

    for (OllamaDouble node : Models.nodes()) {
      cordon("{\"node\": \"" + node.url() + "\", \"cordoned\": true}").then().statusCode(200);
    }
    chat(CHAT).then().header("X-Memary-Target", containsString("openai/"));
    cordon("{\"node\": \"http://unknown\", \"cordoned\": true}").then().statusCode(404);
    cordon("{\"cordoned\": true}").then().statusCode(400);
    as(Services.AGENT).get("/v1/pool").then().statusCode(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"messages\": \"Hello\"}", "{\"messages\": null}"})
  void noMessages_400(String body) {
    chat(body).then().statusCode(400).body("error.param", equalTo("messages"));
  }

  @Test
  void noToken_401_andNotForTheGateway_403() {
    given().contentType(JSON).body(CHAT).post("/v1/chat/completions").then().statusCode(401);
    as(Services.GATEWAY).body(CHAT).post("/v1/chat/completions").then().statusCode(403);
  }

  private static Response cordon(String body) {
    return as(Services.GATEWAY).body(body).post("/v1/pool/cordon");
  }

  private static RequestSpecification agent() {
    return as(Services.AGENT);
  }

  private static Response chat(String body) {
    return agent().body(body).post("/v1/chat/completions");
  }

  private static Response streamed(String body) {
    return chat(body.replaceFirst("\\{", "{\"stream\": true, "));
  }

  private static List<JsonNode> askedOfNodes() {
    return Models.nodes().stream().flatMap(node -> node.requests().stream()).toList();
  }

  /** The data of the events; the last must be {@code [DONE]}. */
  private List<JsonNode> events(Response response) throws Exception {
    assertThat(response.header("Content-Type")).startsWith("text/event-stream");
    List<String> data =
        response
            .asString()
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring(6))
            .toList();
    assertThat(data.getLast()).isEqualTo("[DONE]");
    List<JsonNode> events = new ArrayList<>();
    for (String event : data.subList(0, data.size() - 1)) {
      events.add(json.readTree(event));
    }
    return events;
  }

  private static String text(List<JsonNode> events) {
    return events.stream()
        .map(e -> e.at("/choices/0/delta/content").asText(""))
        .collect(Collectors.joining());
  }
}
