package dev.memary.systemtests.context;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Ports;
import dev.memary.systemtests.Clients;
import dev.memary.systemtests.MemaryClient;
import dev.memary.systemtests.MemaryClient.Answer;
import dev.memary.systemtests.bench.Figures;
import dev.memary.systemtests.bench.OpenLoop;
import dev.memary.systemtests.soak.Corpus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./memary bench context}: what a context block holds at twenty budgets, and its time. */
@Command(
    name = "memary bench context",
    mixinStandardHelpOptions = true,
    description =
        "Asks for context blocks of twenty token budgets at a constant rate, through the gateway."
            + " Uses a stack of its own.")
public final class ContextCommand implements Callable<Integer> {
  private static final List<Integer> BUDGETS =
      List.of(
          200, 250, 300, 350, 400, 500, 600, 700, 800, 1000, 1200, 1500, 1800, 2000, 2500, 3000,
          4000, 5000, 6500, 8000);
  private static final int SESSIONS = 5;

  @Option(names = "--users", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}.")
  int users;

  @Option(
      names = "--messages",
      defaultValue = "200",
      description = "of each user. Default: ${DEFAULT-VALUE}.")
  int messages;

  @Option(
      names = "--rate",
      defaultValue = "20",
      description = "a second. Default: ${DEFAULT-VALUE}.")
  int rate;

  @Option(names = "--duration", defaultValue = "PT60S", description = "Default: ${DEFAULT-VALUE}.")
  Duration duration;

  @Option(
      names = "--settle",
      defaultValue = "PT60S",
      description =
          "How long is waited until facts and entities have their vectors, too. Default:"
              + " ${DEFAULT-VALUE}.")
  Duration settle;

  @Option(names = "--home", required = true, description = "Directory of the stack.")
  Path home;

  private final List<String> names = new ArrayList<>();

  public static void main(String[] args) {
    System.exit(new CommandLine(new ContextCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    LocalStack stack = LocalStack.at(home, Ports.free());
    System.out.println("Starting all servers and services in " + home + " ...");
    stack.startWithServices();
    try {
      MemaryClient client = new Clients(stack).of("context-" + UUID.randomUUID());
      remember(client);
      Thread.sleep(settle);
      time(client, "warming up", Math.max(1, rate / 4), Duration.ofSeconds(40));
      time(client, "warming up", rate, Duration.ofSeconds(20));
      time(client, "measured", rate, duration);
      return inspect(client) ? 0 : 1;
    } finally {
      stack.stop();
    }
  }

  private void remember(MemaryClient client) {
    List<String> sentences = Corpus.sentences();
    for (int u = 0; u < users; u++) {
      String user = MemaryClient.newUser();
      names.add(user);
      for (int s = 0; s < SESSIONS; s++) {
        int first = (u * 31 + s * 17) % sentences.size();
        List<Map<String, String>> said =
            IntStream.range(0, messages / SESSIONS)
                .mapToObj(i -> sentences.get((first + i * 7) % sentences.size()))
                .map(text -> Map.of("role", "user", "name", "Nora", "content", text))
                .toList();
        expect(
            client.post(
                "/v1/memories", Map.of("user_id", user, "session_id", "s" + s, "messages", said)));
      }
      expect(
          client.send(
              "PUT",
              "/v1/spaces/user:" + user + "/persona",
              "{\"text\":\"Nora travels a lot. She likes short answers.\"}"));
      expect(
          client.post(
              "/v1/memories",
              Map.of("user_id", user, "text", "I am allergic to walnuts.", "pinned", true)));
    }
    names.forEach(user -> client.awaitUnderstood(user, messages + 1L));
    System.out.printf("%d users with %d messages each are remembered.%n", users, messages + 1);
  }

  private static void expect(Answer answer) {
    if (answer.status() >= 300) {
      throw new IllegalStateException("Not remembered: " + answer.body());
    }
  }

  /** No question is asked twice, so each is embedded anew. */
  private Map<String, Object> question(int index, int budget) {
    String question =
        "What did Emma do in Lisbon, and who likes chess? Question %d of %s."
            .formatted(index, UUID.randomUUID());
    return question(index, budget, question);
  }

  private Map<String, Object> question(int index, int budget, String question) {
    return Map.of(
        "user_id",
        names.get(index % names.size()),
        "session_id",
        "s1",
        "query",
        question,
        "token_budget",
        budget);
  }

  private void time(MemaryClient client, String what, int perSecond, Duration length) {
    Figures figures = new Figures();
    int count = (int) (length.toMillis() * perSecond / 1000);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      new OpenLoop()
          .run(
              count, rate, (index, due) -> threads.execute(() -> ask(client, index, due, figures)));
    }
    Histogram total = figures.total();
    System.out.printf(
        "%-10s %5d blocks at %d/s: p50 %d ms, p95 %d ms, p99 %d ms, errors %s%n",
        what,
        count,
        perSecond,
        millis(total, 50),
        millis(total, 95),
        millis(total, 99),
        figures.errors());
  }

  private static long millis(Histogram histogram, double percentile) {
    return TimeUnit.NANOSECONDS.toMillis(histogram.getValueAtPercentile(percentile));
  }

  private void ask(MemaryClient client, int index, long due, Figures figures) {
    int budget = BUDGETS.get(index % BUDGETS.size());
    Answer answer = client.post("/v1/context", question(index, budget));
    long nanos = System.nanoTime() - due;
    if (answer.status() != 200) {
      figures.failed("status " + answer.status());
    } else if (answer.body().get("degraded").asBoolean()) {
      figures.failed("degraded " + answer.body().get("degraded_reasons"));
    } else if (answer.body().get("tokens").asInt() > budget) {
      figures.failed("over its budget");
    } else {
      figures.ended(nanos);
    }
  }

  /** Each budget once more, twice the same: what stands in the block. */
  private boolean inspect(MemaryClient client) {
    System.out.printf("%6s %6s  %s%n", "budget", "tokens", "tokens of its parts");
    boolean right = true;
    for (int budget : BUDGETS) {
      Map<String, Object> question = question(1, budget, "Where did Emma go?");
      JsonNode block = client.post("/v1/context", question).body();
      JsonNode again = client.post("/v1/context", question).body();
      Map<String, Integer> parts = new TreeMap<>();
      block
          .get("parts")
          .forEach(part -> parts.put(part.get("kind").asText(), part.get("tokens").asInt()));
      boolean sound =
          block.get("tokens").asInt() <= budget
              && block.get("text").equals(again.get("text"))
              && parts.getOrDefault("evidence", 0) > 0;
      right &= sound;
      System.out.printf(
          "%6d %6d  %s%s%n", budget, block.get("tokens").asInt(), parts, sound ? "" : "   WRONG");
    }
    System.out.println(
        right
            ? "Never over the budget, the same twice, evidence in every block."
            : "WRONG: over the budget, not the same twice, or without evidence.");
    return right;
  }
}
