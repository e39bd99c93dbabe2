package dev.memary.router.api;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.identity.Services;
import dev.memary.router.api.FakeTarget.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ChatTest extends RouterServiceTest {
  private static final String HELLO =
      "{\"model\": \"chat\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}], \"top_p\": 0.5}";

  @Inject FakeTarget target;
  @Inject ObjectMapper json;

  @Test
  void noTarget_503() {
    target.isNotConfigured();

    chat(HELLO)
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("error.code", equalTo("no_target"));
    models().then().body("data.id", not(hasItem("chat")));
  }

  @Test
  void connectionRefused_503() {
    target.isDown();

    chat(HELLO)
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("error.code", equalTo("target_unreachable"));
  }

  @Test
  void unary_relayedAsItIs() {
    String answer = "{\"choices\": [{\"message\":  {\"content\":\"Hi ü\"}}]}";
    target.answers(new Reply(200, "application/json", List.of(answer)));

    Response response = chat(HELLO);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString()).isEqualTo(answer);
    assertThat(target.credential()).isEqualTo("Bearer upstream-key");
    models().then().body("data.id", hasItems("chat", "llama-of-the-test"));
  }

  @Test
  void stream_relayedByteForByte() {
    List<String> pieces =
        List.of(
            "data: {\"choices\":[{\"delta\":{\"content\":\"Hel",
            "lo\"}}]}\n\n",
            ": a comment\r\n\r\n",
            "data: {\"x\": \"ü🐕\"}\n\n",
            "data: [DONE]\n\n");
    target.answers(new Reply(200, "text/event-stream", pieces));

    Response response = chat(HELLO.replace("\"top_p\"", "\"stream\": true, \"top_p\""));

    assertThat(response.header("Content-Type")).startsWith("text/event-stream");
    assertThat(new String(response.asByteArray(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(String.join("", pieces));
  }

  @Test
  void alias_replacedByTheConfiguredModel_theRestUntouched() throws Exception {
    target.answers(new Reply(200, "application/json", List.of("{}")));
    chat(HELLO);

    assertThat(json.readTree(target.asked()))
        .isEqualTo(json.readTree(HELLO.replace("\"chat\"", "\"llama-of-the-test\"")));
  }

  @Test
  void modelNamed_passedOn() throws Exception {
    target.answers(new Reply(200, "application/json", List.of("{}")));
    chat(HELLO.replace("\"chat\"", "\"another\""));

    assertThat(json.readTree(target.asked()).path("model").asText()).isEqualTo("another");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 429, 500})
  void refusalOfTheTarget_passedOn(int status) {
    String error = "{\"error\":{\"message\":\"no\",\"code\":\"mine\"}}";
    target.answers(new Reply(status, "application/json", List.of(error)));

    chat(HELLO).then().statusCode(status).body(equalTo(error));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"messages\": \"Hello\"}", "{\"messages\": null}"})
  void noMessages_400(String body) {
    target.answers(new Reply(200, "application/json", List.of("{}")));

    chat(body).then().statusCode(400).body("error.param", equalTo("messages"));
  }

  @Test
  void noToken_401_andNotForTheGateway_403() {
    given().contentType(JSON).body(HELLO).post("/v1/chat/completions").then().statusCode(401);
    as(Services.GATEWAY).body(HELLO).post("/v1/chat/completions").then().statusCode(403);
  }

  private static Response chat(String body) {
    return as(Services.AGENT).body(body).post("/v1/chat/completions");
  }

  private static Response models() {
    return as(Services.GATEWAY).get("/v1/models");
  }
}
