package dev.memary.systemtests.recall;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Ports;
import dev.memary.systemtests.Clients;
import dev.memary.systemtests.MemaryClient;
import dev.memary.systemtests.recall.Dataset.Conversation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./memary bench recall}: what recall finds of what it should find, by each recipe. */
@Command(
    name = "memary bench recall",
    mixinStandardHelpOptions = true,
    description =
        "Remembers the conversations of a data set in LoCoMo's format, asks its questions and tells"
            + " how much of the evidence comes back, by each recipe. Uses a stack of its own.")
public final class RecallCommand implements Callable<Integer> {
  private static final List<String> INGREDIENTS =
      List.of(
          "neighbours",
          "words",
          "meaning",
          "speaker",
          "bare_question",
          "time_word",
          "date",
          "connections",
          "surroundings",
          "session");

  @Spec CommandSpec spec;

  @Option(names = "--dataset", required = true, description = "A file in LoCoMo's format.")
  Path dataset;

  @Option(
      names = "--recipe",
      description = "May be given several times. Default: the one that fits, as every search.")
  List<String> recipes = new ArrayList<>();

  @Option(
      names = "--ablation",
      description = "The recipe for conversations, without each of its ingredients.")
  boolean ablation;

  @Option(
      names = "--include",
      split = ",",
      defaultValue = "episodes",
      description = "episodes, facts, entities. Default: ${DEFAULT-VALUE}.")
  List<String> include;

  @Option(names = "--home", required = true, description = "Directory of the stack.")
  Path home;

  public static void main(String[] args) {
    System.exit(new CommandLine(new RecallCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (!Files.isRegularFile(dataset)) {
      throw new ParameterException(spec.commandLine(), "There is no file " + dataset);
    }
    List<Conversation> conversations = conversations();
    LocalStack stack = LocalStack.at(home, Ports.free());
    System.out.println("Starting all servers and services in " + home + " ...");
    stack.startWithServices();
    try {
      MemaryClient client = new Clients(stack).of("recall-" + UUID.randomUUID());
      Exam exam = Exam.of(client, conversations);
      System.out.printf(
          "%d turns of %d conversations are remembered.%n",
          conversations.stream().mapToInt(Conversation::turns).sum(), conversations.size());
      System.out.printf(
          "%-36s %-12s %5s  %6s %6s %6s %7s %6s %6s  %s%n",
          "recipe",
          "questions",
          "",
          "R@5",
          "R@10",
          "R@20",
          "NDCG@10",
          "MRR",
          "all@5",
          "ms p50/p95");
      exam.warmUp(include);
      for (String recipe : recipes()) {
        Histogram micros = new Histogram(3);
        report(recipe, exam.ask(recipe, include, micros), micros);
      }
    } finally {
      stack.stop();
    }
    return 0;
  }

  private List<Conversation> conversations() {
    try {
      return Dataset.read(dataset).conversations();
    } catch (IOException | DateTimeParseException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<String> recipes() {
    Stream<String> asked = recipes.isEmpty() ? Stream.of("") : recipes.stream();
    Stream<String> without =
        ablation
            ? Stream.concat(
                Stream.of("conversation"), INGREDIENTS.stream().map(i -> "conversation -" + i))
            : Stream.of();
    return Stream.concat(asked, without).toList();
  }

  private static void report(String recipe, Map<String, List<Score>> scores, Histogram micros) {
    List<Score> counted =
        scores.entrySet().stream()
            .filter(e -> !e.getKey().equals("adversarial"))
            .flatMap(e -> e.getValue().stream())
            .toList();
    String time =
        "%.0f/%.0f"
            .formatted(
                micros.getValueAtPercentile(50) / 1000.0, micros.getValueAtPercentile(95) / 1000.0);
    line(recipe.isEmpty() ? "(the one that fits)" : recipe, "all scored", counted, time);
    scores.forEach((category, some) -> line("", category, some, ""));
  }

  private static void line(String recipe, String questions, List<Score> scores, String time) {
    Score mean = Score.mean(scores);
    System.out.printf(
        "%-36s %-12s %5d  %6.3f %6.3f %6.3f %7.3f %6.3f %6.3f  %s%n",
        recipe,
        questions,
        scores.size(),
        mean.at5(),
        mean.at10(),
        mean.at20(),
        mean.ndcg10(),
        mean.reciprocalRank(),
        mean.allAt5(),
        time);
  }
}
