package dev.memary.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memary.systemtests.bench.Bench.Seen;
import dev.memary.systemtests.bench.Report.Added;
import dev.memary.systemtests.bench.Report.Quantiles;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class RunTest {
  private static final Script SCRIPT = new Script(3, Duration.ofMillis(1));

  @Test
  void cannedUpstream_answersEveryRequestOfEveryRouteAsItsScriptSays() throws Exception {
    try (Upstream upstream = Upstream.start(Upstream.Kind.CANNED);
        AskingClient client = new AskingClient(2, 64, Duration.ofSeconds(20))) {
      Bench bench = new Bench(client, Duration.ofSeconds(20), 1);
      URI chat = URI.create(upstream.url() + "/chat/completions");
      List<Route> routes = List.of(new Route("a", chat, Map.of()), new Route("b", chat, Map.of()));
      for (boolean streamed : new boolean[] {false, true}) {
        Question question = upstream.question(32, streamed, SCRIPT);
        Seen seen = bench.load(routes, question, 50, Duration.ofSeconds(1));
        assertThat(seen.late().getTotalCount()).isEqualTo(100);
        assertThat(seen.routes())
            .allSatisfy(route -> {
              assertThat(route.errors()).isEmpty();
              assertThat(route.total().getTotalCount()).isEqualTo(50);
              assertThat(route.gap().getTotalCount()).isEqualTo(streamed ? 100 : 0);
            });
      }
    }
  }

  @Test
  void turns_eachOnceInEveryRoundInChangingOrder() {
    Turns turns = new Turns(2, new Random(1));
    List<List<Integer>> rounds =
        IntStream.range(0, 100).mapToObj(_ -> List.of(turns.next(), turns.next())).toList();
    assertThat(rounds).containsOnly(List.of(0, 1), List.of(1, 0));
    assertThat(rounds).contains(List.of(0, 1), List.of(1, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 400})
  void question_hasItsSizeAndTellsItsScript(int kilobytes) {
    Question question = Question.of(kilobytes, true, SCRIPT);
    assertThat(question.body().length()).isEqualTo(kilobytes * 1024);
    assertThat(Script.of(question.body().toString())).isEqualTo(SCRIPT);
    assertThat(question.expected()).isEqualTo("word0 word1 word2 ");
  }

  @Test
  void ceiling_isFoundFromBelow() throws Exception {
    assertThat(Ceiling.find(200, rate -> rate <= 1000)).isBetween(930, 1000);
    assertThat(Ceiling.find(200, rate -> false)).isZero();
  }

  @Test
  void added_isTheDifferenceOfQuantiles() {
    Added added = Added.of(Quantiles.of(millis(10)), Quantiles.of(millis(12)));
    assertThat(added.p50()).isBetween(1.9, 2.1);
    assertThat(Added.of(null, Quantiles.of(millis(12)))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1@", "@5", "a@b", "0@5", "1@0", "1@2@3", "9999999@1"})
  void whatIsNoLoad_isRefused(String text) {
    assertThatThrownBy(() -> new Load.Converter().convert(text))
        .isInstanceOf(TypeConversionException.class);
  }

  private static Histogram millis(long value) {
    Histogram histogram = Figures.histogram();
    Figures.record(histogram, Duration.ofMillis(value).toNanos());
    return histogram;
  }
}
