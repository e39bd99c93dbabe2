package dev.memary.llmdouble;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PerplexityDoubleTest {
  private static final String CHAT = "/chat/completions";
  private static final String MESSAGES =
      """
      "messages":[
        {"role":"system","content":"Alice lives in Lisbon."},
        {"role":"user","content":"Where does Alice live?"}]
      """;

  private final PerplexityDouble perplexity = PerplexityDouble.start(0);
  private final Asking asking = new Asking(perplexity.url());

  @AfterEach
  void stop() {
    asking.close();
    perplexity.close();
  }

  @Test
  void answer_hasSourcesAndItsCost() throws Exception {
    JsonNode answer = asking.answer(CHAT, "{\"model\":\"sonar\"," + MESSAGES + "}");

    assertThat(answer.at("/choices/0/message/content").asText()).contains("Lisbon");
    assertThat(answer.path("citations")).hasSize(2);
    assertThat(answer.at("/search_results/0/url")).isEqualTo(answer.at("/citations/0"));
    JsonNode cost = answer.at("/usage/cost");
    assertThat(cost.path("total_cost").asDouble())
        .isGreaterThan(cost.path("request_cost").asDouble());
  }

  @Test
  void fullStream_repeatsTheMessageInEveryChunk() throws Exception {
    List<String> events = asking.events(CHAT, "{\"stream\":true," + MESSAGES + "}");

    assertThat(asking.read(events.get(0)).at("/choices/0/message/content").asText())
        .isEqualTo("According ");
    assertThat(asking.read(events.get(1)).at("/choices/0/message/content").asText())
        .isEqualTo("According to ");
    assertThat(events.get(0)).contains("citations", "total_cost");
    assertThat(events.getLast()).isEqualTo("[DONE]");
  }

  @Test
  void conciseStream_tellsSourcesAndCostAtItsEnd() throws Exception {
    List<String> events =
        asking.events(CHAT, "{\"stream\":true,\"stream_mode\":\"concise\"," + MESSAGES + "}");

    assertThat(events.subList(0, events.size() - 2))
        .noneMatch(event -> event.contains("\"message\"") || event.contains("citations"));
    assertThat(events.get(events.size() - 2))
        .contains("chat.completion.done", "\"finish_reason\":\"stop\"", "citations", "total_cost");
  }

  @Test
  void search_disabled_hasNoSources() throws Exception {
    JsonNode answer = asking.answer(CHAT, "{\"disable_search\":true," + MESSAGES + "}");

    assertThat(answer.has("citations")).isFalse();
    assertThat(answer.at("/usage/num_search_queries").asInt()).isZero();
  }

  @Test
  void models_areNotListed() throws Exception {
    assertThat(asking.get("/models").statusCode()).isEqualTo(404);
    assertThat(asking.get("/v1/chat/completions").statusCode()).isEqualTo(404);
  }
}
