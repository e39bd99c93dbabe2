package dev.memary.llmdouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenAiShapesTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String MESSAGES =
      """
      "messages":[
        {"role":"system","content":"Alice lives in Lisbon."},
        {"role":"user","content":"Where does Alice live?"}]
      """;
  private static final String TOOL =
      """
      "tools":[{"type":"function","function":{"name":"weather"}},{"type":"function","function":{"name":"time"}}],
      "messages":[{"role":"user","content":"Now.\\ndouble:tool weather {\\"place\\":\\"Rome\\",\\"days\\":3}\\ndouble:tool time"}
      """;

  private final LlmDouble llm = LlmDouble.start(0);
  private final Asking asking = new Asking(llm.url());

  @AfterEach
  void stop() {
    asking.close();
    llm.close();
  }

  @Test
  void tools_named_areCalledInFragmentsOfText() throws Exception {
    List<String> events = asking.events(CHAT, "{\"stream\":true," + TOOL + "]}");

    StringBuilder arguments = new StringBuilder();
    int fragments = 0;
    for (String event : events.subList(0, events.size() - 1)) {
      JsonNode call = asking.read(event).at("/choices/0/delta/tool_calls/0");
      if (call.path("index").asInt(-1) == 0) {
        arguments.append(call.at("/function/arguments").asText());
        fragments++;
      }
    }
    assertThat(arguments).hasToString("{\"place\":\"Rome\",\"days\":3}");
    assertThat(fragments).isGreaterThan(2);
    assertThat(events.get(events.size() - 2)).contains("\"finish_reason\":\"tool_calls\"");
  }

  @Test
  void toolResult_isAnsweredFrom() throws Exception {
    JsonNode call = asking.answer(CHAT, "{" + TOOL + "]}").at("/choices/0/message");
    String result = ",{\"role\":\"tool\",\"tool_call_id\":\"call_double\",\"content\":\"Rain.\"}]}";

    JsonNode answer = asking.answer(CHAT, "{" + TOOL + "," + call + result);

    assertThat(call.path("tool_calls")).hasSize(2);
    assertThat(call.at("/tool_calls/0/function/arguments").isTextual()).isTrue();
    assertThat(answer.at("/choices/0/message/content").asText())
        .isEqualTo("According to the tool: Rain.");
  }

  @Test
  void usage_isNullUntilTheLastChunk() throws Exception {
    List<String> events =
        asking.events(
            CHAT, "{\"stream\":true,\"stream_options\":{\"include_usage\":true}," + MESSAGES + "}");

    assertThat(asking.read(events.getFirst()).get("usage").isNull()).isTrue();
    JsonNode last = asking.read(events.get(events.size() - 2));
    assertThat(last.path("choices").isArray()).isTrue();
    assertThat(last.path("choices")).isEmpty();
    assertThat(last.at("/usage/prompt_tokens_details/cached_tokens").isInt()).isTrue();
  }

  @Test
  void schema_isFilledWithTheAnswer() throws Exception {
    String format =
        """
        "response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object",
          "properties":{"city":{"type":"string"},"sure":{"type":"boolean"},
            "more":{"type":"array","items":{"$ref":"#/$defs/Kind"}}},
          "$defs":{"Kind":{"enum":["town","village"]}}}}},
        """;

    JsonNode answer = asking.answer(CHAT, "{" + format + MESSAGES + "}");

    JsonNode written = asking.read(answer.at("/choices/0/message/content").asText());
    assertThat(written.path("city").asText()).contains("Lisbon");
    assertThat(written.path("sure").isBoolean()).isTrue();
    assertThat(written.at("/more/0").asText()).isEqualTo("town");
  }

  @Test
  void limits_twoKinds_differInWhetherToTryAgain() throws Exception {
    llm.fail(Fault.RATE_LIMIT, 1);
    llm.fail(Fault.QUOTA, 1);

    HttpResponse<String> limited = asking.post(CHAT, "{" + MESSAGES + "}");
    HttpResponse<String> spent = asking.post(CHAT, "{" + MESSAGES + "}");

    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(asking.read(limited.body()).at("/error/code").asText())
        .isEqualTo("rate_limit_exceeded");
    assertThat(spent.statusCode()).isEqualTo(429);
    assertThat(spent.headers().firstValue("Retry-After")).isEmpty();
    assertThat(asking.read(spent.body()).at("/error/code").asText())
        .isEqualTo("insufficient_quota");
  }

  @Test
  void contentFilter_refusesThePromptOrEndsTheAnswer() throws Exception {
    llm.fail(Fault.CONTENT_FILTER, 1);
    llm.fail(Fault.FILTER_IN_STREAM, 2);

    HttpResponse<String> refused = asking.post(CHAT, "{" + MESSAGES + "}");
    JsonNode whole = asking.answer(CHAT, "{" + MESSAGES + "}");
    List<String> events = asking.events(CHAT, "{\"stream\":true," + MESSAGES + "}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(asking.read(refused.body()).at("/error/code").asText()).isEqualTo("content_filter");
    assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    assertThat(events.get(events.size() - 2)).contains("\"finish_reason\":\"content_filter\"");
  }

  @Test
  void embeddings_packedAndPlain_areTheSame() throws Exception {
    String input = "{\"model\":\"e\",\"input\":[\"a cat\"],\"dimensions\":8";

    JsonNode plain = asking.answer("/v1/embeddings", input + "}").at("/data/0/embedding");
    String packed =
        asking
            .answer("/v1/embeddings", input + ",\"encoding_format\":\"base64\"}")
            .at("/data/0/embedding")
            .asText();

    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(packed)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(plain).hasSize(8);
    for (JsonNode value : plain) {
      assertThat(bytes.getFloat()).isEqualTo((float) value.asDouble());
    }
    assertThat(llm.embeddingRequests()).hasSize(2);
    assertThat(llm.requests()).isEmpty();
  }

  @Test
  void brokenConnection_unaryToo_isNoAnswer() {
    llm.fail(Fault.BREAK_STREAM, 1);

    assertThatThrownBy(() -> asking.post(CHAT, "{" + MESSAGES + "}"))
        .isInstanceOf(IOException.class);
    await().until(() -> llm.inFlight() == 0);
    assertThat(llm.mostInFlight(LlmDouble.MODEL)).isEqualTo(1);
  }
}
