package dev.memary.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memary.llmdouble.Fault;
import dev.memary.llmdouble.LlmDouble;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AskingClientTest {
  private static final LlmDouble MODEL = LlmDouble.start(0);
  private static final AskingClient CLIENT = new AskingClient(2, 16, Duration.ofSeconds(20));
  private static final String ANSWER = "I do not know.";

  @AfterAll
  static void stop() {
    CLIENT.close();
    MODEL.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void wholeAnswer_isRecorded(boolean streamed) throws Exception {
    Figures seen = ask(question(streamed, ANSWER), Fault.NONE, System.nanoTime());
    assertThat(seen.errors()).isEmpty();
    assertThat(seen.total().getTotalCount()).isEqualTo(1);
    assertThat(seen.first().getTotalCount()).isEqualTo(streamed ? 1 : 0);
    assertThat(seen.gap().getTotalCount()).isEqualTo(streamed ? 3 : 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_EARLY", "CUT_STREAM", "ERROR_IN_STREAM"})
  void streamThatEndsInGoodFormBeforeItsEnd_isAnError(Fault fault) throws Exception {
    Figures seen = ask(question(true, ANSWER), fault, System.nanoTime());
    assertThat(seen.errors()).containsOnly(Map.entry("truncated", 1));
    assertThat(seen.total().getTotalCount()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"BREAK_EARLY", "BREAK_STREAM"})
  void streamWhoseConnectionBreaks_isAnError(Fault fault) throws Exception {
    Figures seen = ask(question(true, ANSWER), fault, System.nanoTime());
    assertThat(seen.errors()).hasSize(1);
    assertThat(seen.total().getTotalCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusal_isAnErrorWithItsStatus(boolean streamed) throws Exception {
    Figures seen = ask(question(streamed, ANSWER), Fault.ERROR_503, System.nanoTime());
    assertThat(seen.errors()).containsOnly(Map.entry("status 503", 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherAnswer_isAnError(boolean streamed) throws Exception {
    Figures seen = ask(question(streamed, ANSWER + " "), Fault.NONE, System.nanoTime());
    assertThat(seen.errors()).containsOnly(Map.entry("another answer", 1));
  }

  @Test
  void requestThatStartsLate_tookTimeSinceItWasDue() throws Exception {
    long late = Duration.ofMinutes(10).toNanos();
    Figures seen = ask(question(true, ANSWER), Fault.NONE, System.nanoTime() - late);
    assertThat(seen.total().getMaxValue()).isGreaterThanOrEqualTo(late);
    assertThat(seen.first().getMaxValue()).isGreaterThanOrEqualTo(late);
  }

  @Test
  void nobodyListens_isAnError() throws Exception {
    LlmDouble gone = LlmDouble.start(0);
    gone.close();
    Figures seen = new Figures();
    CountDownLatch end = new CountDownLatch(1);
    Route nowhere = new Route("nowhere", URI.create(gone.url() + "/v1/chat/completions"), Map.of());
    CLIENT.ask(nowhere, question(false, ANSWER), System.nanoTime(), seen, end);
    assertThat(end.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(seen.errors()).hasSize(1);
  }

  private static Question question(boolean streamed, String expected) {
    return Question.of(1, streamed, LlmDouble.MODEL, expected);
  }

  private static Figures ask(Question question, Fault fault, long due) throws Exception {
    URI chat = URI.create(MODEL.url() + "/v1/chat/completions");
    Map<String, String> headers =
        fault == Fault.NONE ? Map.of() : Map.of(Fault.HEADER, fault.directive());
    Figures seen = new Figures();
    CountDownLatch end = new CountDownLatch(1);
    CLIENT.ask(new Route("double", chat, headers), question, due, seen, end);
    assertThat(end.await(1, TimeUnit.MINUTES)).isTrue();
    return seen;
  }
}
