package dev.memary.router.api;

import static dev.memary.router.api.Models.CLOUD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memary.kit.identity.Services;
import dev.memary.llmdouble.Fault;
import dev.memary.llmdouble.ServerDouble;
import dev.memary.router.pool.Pool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every fault of a node and of a cloud provider, streamed and whole: what the client sees, after
 * how long, and what is counted. Nothing hangs beyond the deadline, and nothing that is not the
 * whole answer looks like it.
 */
@QuarkusTest
class FaultTableTest extends RouterServiceTest {
  private static final int DEADLINE_MILLIS = 8000;
  private static final String WHOLE = "Bremen.";

  /** What these do to a request is no failure. */
  private static final Set<Fault> HARMLESS =
      EnumSet.of(Fault.NONE, Fault.SLOW, Fault.SLOW_LOAD, Fault.TOOL_CALL);

  @Inject Pool pool;
  @Inject MeterRegistry metrics;
  @Inject ObjectMapper json;

  private final List<String> table = new ArrayList<>();

  @Test
  void noFault_hangs_orLooksLikeAnAnswer() throws Exception {
    for (Fault fault : Fault.values()) {
      for (boolean streamed : List.of(true, false)) {
        // Only the nodes may answer; then nodes and the cloud; then only the cloud, which fails.
        check(fault, streamed, "local", Models.nodes());
        check(fault, streamed, "chat", Models.nodes());
        check(fault, streamed, "chat-large", List.of(CLOUD));
      }
    }
    table.forEach(System.out::println);
  }

  private void check(
      Fault fault, boolean streamed, String alias, List<? extends ServerDouble> failing)
      throws Exception {
    restore();
    failing.forEach(server -> server.failAlways(fault));
    Map<String, Double> before = counted();
    Instant begin = Instant.now();

    Response response = ask(alias, streamed);

    Duration took = Duration.between(begin, Instant.now());
    String seen = streamed && response.statusCode() == 200 ? stream(response) : whole(response);
    table.add(
        "%-18s %-8s %-10s %-34s %5d ms  %s  %s"
            .formatted(
                fault,
                streamed ? "streamed" : "whole",
                alias,
                seen,
                took.toMillis(),
                difference(before, counted()),
                response.header("X-Memary-Fallbacks") == null
                    ? ""
                    : "after " + response.header("X-Memary-Fallbacks")));
    // A cloud provider loads nothing that its client would have to wait for.
    if (HARMLESS.contains(fault) && !(fault == Fault.SLOW_LOAD && alias.equals("chat-large"))) {
      assertThat(seen).as(table.getLast()).startsWith("200 answer");
    }
  }

  private Response ask(String alias, boolean streamed) {
    return as(Services.AGENT)
        .header("X-Memary-Timeout-Ms", DEADLINE_MILLIS)
        .body(
            """
            {"model": "%s", "stream": %s,
             "messages": [{"role": "system", "content": "Emma works in Bremen."},
                          {"role": "user", "content": "Where does Emma work?"}],
             "tools": [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]}
            """
                .formatted(alias, streamed))
        .post("/v1/chat/completions");
  }

  private String stream(Response response) throws Exception {
    List<String> data =
        response
            .asString()
            .lines()
            .filter(l -> l.startsWith("data: "))
            .map(l -> l.substring(6))
            .toList();
    boolean done = data.getLast().equals("[DONE]");
    StringBuilder text = new StringBuilder();
    String finish = "";
    String error = "";
    for (String event : data) {
      if (!event.equals("[DONE]")) {
        JsonNode node = json.readTree(event);
        text.append(node.at("/choices/0/delta/content").asText(""));
        finish += node.at("/choices/0/finish_reason").asText("").replace("null", "");
        error += node.at("/error/code").asText("");
      }
    }
    assertThat(done)
        .as("either its end or an error, never both: %s", data)
        .isNotEqualTo(!error.isEmpty());
    if (done && finish.equals("stop")) {
      assertThat(text.toString()).as("what looks like the whole is the whole").endsWith(WHOLE);
    }
    return done ? "200 answer, " + finish : "200 part, then error " + error;
  }

  private static String whole(Response response) {
    if (response.statusCode() == 200) {
      String finish = response.path("choices[0].finish_reason");
      if (finish.equals("stop")) {
        assertThat(response.<String>path("choices[0].message.content")).endsWith(WHOLE);
      }
      return "200 answer, " + finish;
    }
    assertThat(response.<String>path("error.message")).isNotBlank();
    return response.statusCode() + " " + response.path("error.code");
  }

  private void restore() {
    Stream.concat(Models.nodes().stream(), Stream.of(CLOUD))
        .forEach(server -> {
          server.release();
          server.reset();
        });
    Models.nodes().forEach(node -> pool.probed(node.url(), true));
    pool.tick();
  }

  private Map<String, Double> counted() {
    return metrics.find("memary.llm.requests").counters().stream()
        .collect(
            Collectors.toMap(
                c -> c.getId().getTag("target") + " " + c.getId().getTag("outcome"),
                Counter::count,
                Double::sum,
                TreeMap::new));
  }

  private static String difference(Map<String, Double> before, Map<String, Double> after) {
    return after.entrySet().stream()
        .filter(e -> e.getValue() > before.getOrDefault(e.getKey(), 0.0))
        .map(e -> e.getKey() + " x" + (int) (e.getValue() - before.getOrDefault(e.getKey(), 0.0)))
        .collect(Collectors.joining(", "));
  }
}
