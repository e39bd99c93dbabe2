package dev.memary.llmdouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LlmDoubleTest {
  private static final String MESSAGES =
      """
      "messages":[
        {"role":"system","content":"Remembered:\\n- [2024-03-02] Alice: I play the cello.\\n- [2024-03-03] Alice: I live in Lisbon. It is warm."},
        {"role":"user","content":[{"type":"text","text":"Where does Alice live?"}]}]
      """;
  private static final String ANSWER =
      "According to what I remember: - [2024-03-03] Alice: I live in Lisbon.";

  private final ObjectMapper json = new ObjectMapper();
  private final LlmDouble llm = LlmDouble.start(0);
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    http.close();
    llm.close();
  }

  @Test
  void question_isAnsweredWithTheNearestSentenceOfThePrompt() throws Exception {
    JsonNode completion = json.readTree(post("{\"model\":\"m\"," + MESSAGES + "}").body());

    assertThat(completion.at("/choices/0/message/content").asText()).isEqualTo(ANSWER);
    assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(completion.path("object").asText()).isEqualTo("chat.completion");
    assertThat(llm.requests()).hasSize(1);
  }

  @Test
  void question_thatNothingInThePromptBearsOn_isNotAnswered() throws Exception {
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"What is the time?\"}]}";

    JsonNode completion = json.readTree(post(body).body());

    assertThat(completion.at("/choices/0/message/content").asText()).isEqualTo("I do not know.");
  }

  @Test
  void stream_hasRoleWordsFinishUsageAndDone() throws Exception {
    String body = "{\"stream\":true,\"stream_options\":{\"include_usage\":true}," + MESSAGES + "}";

    List<String> events = events(post(body).body());

    StringBuilder text = new StringBuilder();
    for (String event : events.subList(0, events.size() - 1)) {
      text.append(json.readTree(event).at("/choices/0/delta/content").asText(""));
    }
    assertThat(text).hasToString(ANSWER);
    assertThat(events.getFirst()).contains("\"role\":\"assistant\"");
    assertThat(events.get(events.size() - 3)).contains("\"finish_reason\":\"stop\"");
    assertThat(events.get(events.size() - 2)).contains("\"choices\":[]", "prompt_tokens");
    assertThat(events.getLast()).isEqualTo("[DONE]");
  }

  @Test
  void cutStream_endsWithoutFinishReasonAndDone() throws Exception {
    String body = "{\"model\":\"double-cut-stream\",\"stream\":true," + MESSAGES + "}";

    String stream = post(body).body();

    assertThat(stream).contains("According").doesNotContain("[DONE]", "\"stop\"");
  }

  @Test
  void errors_haveTheShapeOfOpenAi() throws Exception {
    HttpResponse<String> failed = post("{\"model\":\"double-error-500\"," + MESSAGES + "}");
    HttpResponse<String> away = post("{\"model\":\"double-error-503\"," + MESSAGES + "}");

    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(json.readTree(failed.body()).at("/error/type").asText()).isEqualTo("server_error");
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("Retry-After")).hasValue("1");
  }

  @Test
  void toolCall_namesTheFirstToolOffered() throws Exception {
    String tools =
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{}}}]";

    JsonNode completion =
        json.readTree(
            post("{\"model\":\"double-tool-call\"," + tools + "," + MESSAGES + "}").body());

    assertThat(completion.at("/choices/0/message/tool_calls/0/function/name").asText())
        .isEqualTo("weather");
    assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
  }

  @Test
  void stream_leftByItsClient_isCountedAsAbandoned() throws Exception {
    String body = "{\"model\":\"double-slow\",\"stream\":true," + MESSAGES + "}";
    HttpResponse<InputStream> response = http.send(request(body), BodyHandlers.ofInputStream());

    assertThat(response.body().read()).isPositive();
    response.body().close();

    await().until(() -> llm.abandoned() == 1);
  }

  @Test
  void models_listsTheDouble() throws Exception {
    HttpRequest get = HttpRequest.newBuilder(URI.create(llm.url() + "/v1/models")).build();

    assertThat(http.send(get, BodyHandlers.ofString()).body()).contains(LlmDouble.MODEL);
  }

  private HttpResponse<String> post(String body) throws Exception {
    return http.send(request(body), BodyHandlers.ofString());
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create(llm.url() + "/v1/chat/completions"))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static List<String> events(String stream) {
    return stream
        .lines()
        .filter(l -> l.startsWith("data: "))
        .map(l -> l.substring("data: ".length()))
        .toList();
  }
}
