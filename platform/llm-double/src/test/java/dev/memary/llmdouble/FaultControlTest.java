package dev.memary.llmdouble;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultControlTest {
  private static final String CHAT =
      "{\"model\":\"memary-double\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"Hello?\"}]}";

  private final OllamaDouble ollama = OllamaDouble.start(0);
  private final Asking asking = new Asking(ollama.url());

  @AfterEach
  void stop() {
    asking.close();
    ollama.close();
  }

  @Test
  void fault_asOftenAsAskedFor() throws Exception {
    assertThat(wish("{\"fault\":\"double-error-503\",\"times\":2}").statusCode()).isEqualTo(200);

    assertThat(chat()).isEqualTo(503);
    assertThat(chat()).isEqualTo(503);
    assertThat(chat()).isEqualTo(200);
  }

  @Test
  void fault_untilNone() throws Exception {
    wish("{\"fault\":\"double-error-500\"}");
    assertThat(chat()).isEqualTo(500);
    assertThat(chat()).isEqualTo(500);

    wish("{\"fault\":\"none\"}");

    assertThat(chat()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "what",
        "{}",
        "{\"fault\":\"double-nothing\"}",
        "{\"fault\":\"double-hang\",\"times\":0}",
        "{\"fault\":\"double-hang\",\"times\":\"often\"}"
      })
  void whatIsNotUnderstood_isRefusedWithWhatIs(String wish) throws Exception {
    HttpResponse<String> answer = wish(wish);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("none, double-error-400, ");
    assertThat(chat()).isEqualTo(200);
  }

  private int chat() throws Exception {
    return asking.post("/api/chat", CHAT).statusCode();
  }

  private HttpResponse<String> wish(String body) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(ollama.url() + FaultControl.PATH))
              .PUT(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
