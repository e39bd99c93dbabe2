package dev.memary.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memary.demo.MemaryApi.Answer;
import dev.memary.demo.MemaryApi.Found;
import dev.memary.demo.MemaryApi.Status;
import dev.memary.demo.Sample.Conversation;
import dev.memary.demo.Sample.Question;
import dev.memary.demo.Sample.Session;
import dev.memary.demo.Sample.Turn;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Remembers a year of conversation, asks ten questions about it and says how many it could answer.
 */
@Command(
    name = "memary demo",
    description = "Remembers a sample conversation of one year and asks ten questions about it.",
    footer =
        "Exit code: 0 when at least eight questions found their episodes, 1 otherwise, 2 for a wrong option.",
    sortOptions = false)
public final class Demo implements Callable<Integer> {

  private static final int CHUNK = 25;
  private static final int TOP_K = 5;
  private static final int ENOUGH = 8;
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  @Option(
      names = "--url",
      defaultValue = "${env:MEMARY_URL:-http://127.0.0.1:8080}",
      description = "Address of the gateway (or MEMARY_URL; default http://127.0.0.1:8080).")
  private String url = "";

  @Option(
      names = "--api-key",
      defaultValue = "${env:MEMARY_API_KEY:-}",
      description = "API key (better: the environment variable MEMARY_API_KEY).")
  private String apiKey = "";

  @Option(names = "--user", description = "User to remember for (default demo-<date-time>).")
  private @Nullable String user;

  @Option(names = "--keep", description = "Keep the space; otherwise it is deleted at the end.")
  private boolean keep;

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  private boolean json;

  @Option(names = "--timeout", defaultValue = "180", hidden = true)
  private int timeoutSeconds;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  /** Runs the demo and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(
        commandLine(new PrintWriter(System.out, true, StandardCharsets.UTF_8)).execute(args));
  }

  static CommandLine commandLine(PrintWriter out) {
    return new CommandLine(new Demo())
        .setOut(out)
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          if (!(failure instanceof DemoFailure)) {
            throw failure;
          }
          command.getErr().println(failure.getMessage());
          command.getErr().flush();
          return 1;
        });
  }

  @Override
  public Integer call() {
    PrintWriter out = out();
    Screen screen =
        new Screen(json ? new PrintWriter(PrintWriter.nullWriter()) : out, isTerminal(), width());
    String who = user == null ? "demo-" + LocalDateTime.now().format(STAMP) : user;
    try (MemaryApi api = new MemaryApi(url, apiKey)) {
      return run(api, screen, out, who);
    }
  }

  private int run(MemaryApi api, Screen screen, PrintWriter out, String who) {
    boolean complete = false;
    try {
      int remembered = remember(api, screen, who);
      await(api, screen, who, remembered);
      List<Outcome> outcomes = ask(api, screen, who);
      complete = true;
      return conclude(outcomes, screen, out, who);
    } finally {
      forget(api, screen, who, complete);
    }
  }

  private int remember(MemaryApi api, Screen screen, String who) {
    Conversation conversation = Sample.conversation();
    screen.line(
        "Remembering %d messages in %d sessions for user:%s"
            .formatted(conversation.turns(), conversation.sessions().size(), who));
    int done = 0;
    for (Session session : conversation.sessions()) {
      for (List<Turn> chunk : chunks(session.turns())) {
        String idempotencyKey = who + "-" + chunk.getFirst().externalId();
        api.remember(who, session.sessionId(), chunk, idempotencyKey);
        done += chunk.size();
        screen.progress("remembered", done, conversation.turns());
      }
    }
    return done;
  }

  private static List<List<Turn>> chunks(List<Turn> turns) {
    List<List<Turn>> chunks = new ArrayList<>();
    for (int from = 0; from < turns.size(); from += CHUNK) {
      chunks.add(turns.subList(from, Math.min(from + CHUNK, turns.size())));
    }
    return chunks;
  }

  private void await(MemaryApi api, Screen screen, String who, int total) {
    long deadline = System.nanoTime() + timeoutSeconds * 1_000_000_000L;
    Status status = api.status(who);
    while (status.pending() > 0 || status.episodes() < total) {
      screen.progress("understood", Math.max(0, status.episodes() - status.pending()), total);
      if (System.nanoTime() > deadline) {
        throw new DemoFailure(
            "After %d seconds %d of %d messages are still waiting to be indexed and understood; look at ./memary logs."
                .formatted(timeoutSeconds, status.pending(), total));
      }
      sleep();
      status = api.status(who);
    }
    screen.progress("understood", total, total);
    if (status.failed() > 0) {
      screen.line("%d messages could not be understood.".formatted(status.failed()));
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(250);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("The demo was interrupted.");
    }
  }

  private static List<Outcome> ask(MemaryApi api, Screen screen, String who) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Question question : Sample.questions()) {
      int number = outcomes.size() + 1;
      Found found = api.search(who, question.question(), TOP_K);
      Answer answer = api.ask(who, "demo-q" + number, question.question());
      Outcome outcome = new Outcome(question, found.hits(), found.millis(), answer);
      screen.question(number, outcome);
      outcomes.add(outcome);
    }
    return outcomes;
  }

  private int conclude(List<Outcome> outcomes, Screen screen, PrintWriter out, String who) {
    long found = outcomes.stream().filter(Outcome::found).count();
    double median = median(outcomes);
    screen.line("");
    screen.line(
        String.format(
            Locale.ROOT,
            "%d of %d questions found the right episode among the first five results; median %.1f ms",
            found,
            outcomes.size(),
            median));
    List<Outcome> pairs =
        outcomes.stream().filter(o -> o.question().expected().size() > 1).toList();
    screen.line(
        "of the %d questions that need two episodes, %d found both"
            .formatted(pairs.size(), pairs.stream().filter(Outcome::found).count()));
    if (json) {
      out.println(document(outcomes, who, found, median));
      out.flush();
    }
    return found >= ENOUGH ? 0 : 1;
  }

  private static double median(List<Outcome> outcomes) {
    double[] millis = outcomes.stream().mapToDouble(Outcome::millis).sorted().toArray();
    int middle = millis.length / 2;
    return millis.length % 2 == 1 ? millis[middle] : (millis[middle - 1] + millis[middle]) / 2;
  }

  private static String document(List<Outcome> outcomes, String who, long found, double median) {
    ObjectNode document = new ObjectMapper().createObjectNode();
    document
        .put("user", who)
        .put("questions", outcomes.size())
        .put("found", found)
        .put("median_ms", median);
    ArrayNode results = document.putArray("results");
    for (Outcome outcome : outcomes) {
      ObjectNode result = results.addObject();
      result.put("question", outcome.question().question()).put("kind", outcome.question().kind());
      outcome.question().expected().forEach(result.putArray("expected")::add);
      ArrayNode hits = result.putArray("hits");
      outcome.hits().forEach(hit -> hit.externalIds().forEach(hits.addArray()::add));
      result.put("found", outcome.found()).put("ms", outcome.millis());
      result.put("answer", outcome.answer().text()).put("degraded", outcome.answer().degraded());
    }
    return document.toPrettyString();
  }

  private void forget(MemaryApi api, Screen screen, String who, boolean complete) {
    if (keep) {
      screen.line("Kept as user:" + who);
      return;
    }
    try {
      api.forget(who);
      screen.line("Forgot user:" + who + " again");
    } catch (DemoFailure e) {
      if (complete) {
        throw e;
      }
    }
  }

  private PrintWriter out() {
    return spec == null
        ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
        : spec.commandLine().getOut();
  }

  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private static int width() {
    try {
      return Math.max(60, Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "120")));
    } catch (NumberFormatException e) {
      return 120;
    }
  }
}
