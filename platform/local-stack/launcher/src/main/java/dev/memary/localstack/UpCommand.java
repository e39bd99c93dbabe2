package dev.memary.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** Starts everything and tells a person how it goes and what to do next. */
final class UpCommand {

  private static final int LOG_LINES = 15;

  private final LocalStack stack;
  private final PrintStream out;

  UpCommand(LocalStack stack, PrintStream out) {
    this.stack = stack;
    this.out = out;
  }

  /** False when something did not come up. */
  boolean run(Duration timeout) {
    out.println("Starting Memary in " + stack.home().directory());
    var begun = Instant.now();
    var outcomes = start(timeout);
    var troubles = outcomes.stream().filter(UpCommand::isTrouble).toList();
    if (!troubles.isEmpty()) {
      troubles.forEach(this::explain);
      out.println();
      out.println("What runs was left running. ./memary up tries again, ./memary down stops it.");
      return false;
    }
    if (outcomes.stream().allMatch(Outcome.Kept.class::isInstance)) {
      out.println("Memary is already running.");
    } else {
      tellCosts(outcomes, Duration.between(begun, Instant.now()));
    }
    if (stack.hasFakeLlm()) {
      tellWhoAnswers();
    }
    tellHowToUse();
    return true;
  }

  private List<Outcome> start(Duration timeout) {
    var finished = new AtomicBoolean();
    var hint = new Thread(() -> tellIfInterrupted(finished), "interrupted-up");
    Runtime.getRuntime().addShutdownHook(hint);
    try {
      return stack.startAll(timeout, this::tell);
    } finally {
      finished.set(true);
      Runtime.getRuntime().removeShutdownHook(hint);
    }
  }

  private void tellIfInterrupted(AtomicBoolean finished) {
    if (!finished.get()) {
      out.println();
      out.println("Interrupted. ./memary up goes on from here, ./memary down stops what runs.");
    }
  }

  private void tell(Outcome outcome) {
    var news =
        switch (outcome) {
          case Outcome.Ready ready -> "ready after %s s".formatted(seconds(ready.took()));
          case Outcome.Kept kept -> "was running already";
          case Outcome.Failed failed -> "FAILED: " + failed.reason();
          case Outcome.Skipped skipped -> "not started, it needs " + skipped.needed();
        };
    out.printf(Locale.ROOT, "  %-20s %s%n", outcome.name(), news);
  }

  private static boolean isTrouble(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed failed -> true;
      case Outcome.Skipped skipped -> true;
      case Outcome.Ready ready -> false;
      case Outcome.Kept kept -> false;
    };
  }

  private void explain(Outcome outcome) {
    if (!(outcome instanceof Outcome.Failed failed)) {
      return;
    }
    out.printf("%n%s %s. Its log ends:%n", failed.name(), failed.reason());
    LogFile.lastLines(stack.home().log(failed.name()), LOG_LINES)
        .forEach(line -> out.println("    " + line));
    out.printf("More of it: ./memary logs %s%n", failed.name());
  }

  private void tellCosts(List<Outcome> outcomes, Duration total) {
    out.printf(Locale.ROOT, "%n  %-20s %8s %8s%n", "process", "seconds", "MB");
    var statuses = stack.status();
    for (int i = 0; i < statuses.size(); i++) {
      var took = outcomes.get(i) instanceof Outcome.Ready ready ? seconds(ready.took()) : "-";
      var status = statuses.get(i);
      out.printf(
          Locale.ROOT, "  %-20s %8s %8d%n", status.name(), took, StatusReport.megabytes(status));
    }
    var memory = statuses.stream().mapToLong(StatusReport::megabytes).sum();
    out.printf(Locale.ROOT, "  %-20s %8s %8d%n", "together", seconds(total), memory);
  }

  private void tellWhoAnswers() {
    out.printf(
        """

        A FAKE answers, no language model: it gives back the sentence of its prompt that is nearest
        to the question. ./memary up without --with-fake-llm goes back to your own models.
        Ollama    %1$s   (models llama3:8b, llama3:70b, llava:13b, nomic-embed-text)
        It fails when told to: curl -X PUT %1$s/double/fault -d '{"fault":"double-error-503","times":1}'
        """,
        "http://127.0.0.1:" + stack.ports().of(Port.FAKE_OLLAMA));
  }

  private void tellHowToUse() {
    var url = "http://127.0.0.1:" + stack.ports().of(Port.GATEWAY);
    out.printf(
        """

        Gateway   %1$s
        API key   %2$s
                  (also in %3$s)

        Try:
          ./memary demo

          KEY=$(cat '%3$s')
          curl -s %1$s/v1/memories -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
            -d '{"user_id":"alice","messages":[{"role":"user","content":"I moved to Lisbon in May."}]}'
          curl -s %1$s/v1/chat/completions -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
            -d '{"model":"chat","user":"alice","messages":[{"role":"user","content":"Where do I live?"}]}'
        """,
        url, apiKey(), stack.apiKeyFile());
  }

  private String apiKey() {
    try {
      return Files.readString(stack.apiKeyFile()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }
}
