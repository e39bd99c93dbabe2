package dev.memary.localstack;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands behind the {@code ./memary} script. */
@Command(
    name = "memary",
    mixinStandardHelpOptions = true,
    description = "Runs Memary on this machine.",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {

  private static final int FAILED = 1;

  private final Path home;

  Main(Path home) {
    this.home = home;
  }

  public static void main(String[] args) {
    var commands = new CommandLine(new Main(homeFromEnvironment()));
    commands.setExecutionExceptionHandler((problem, command, parsed) -> {
      if (!(problem instanceof StackException)) {
        throw problem;
      }
      System.err.println(problem.getMessage());
      return FAILED;
    });
    System.exit(commands.execute(args));
  }

  @Command(description = "Starts the servers and the services; keeps what runs already.")
  int up(
      @Option(names = "--port-offset", description = "Adds N to every port.", paramLabel = "N")
          @Nullable Integer portOffset,
      @Option(
              names = "--timeout",
              defaultValue = "180",
              description = "How long each process may take (default: ${DEFAULT-VALUE}).",
              paramLabel = "SECONDS")
          int timeout,
      @Option(
              names = "--with-fake-llm",
              description = "Plays Ollama, OpenAI and Perplexity; no language model is asked.")
          boolean fakeLlm) {
    var stack = stack();
    var placed = portOffset == null ? stack : stack.movedTo(Ports.fixed(portOffset));
    var up = new UpCommand(placed.withFakeLlm(fakeLlm), System.out);
    return up.run(Duration.ofSeconds(timeout)) ? 0 : FAILED;
  }

  @Command(description = "Stops everything; nothing is lost.")
  int down() {
    if (!StackHome.exists(home)) {
      System.out.println("Memary is not running.");
      return 0;
    }
    stack().stop();
    System.out.println("Memary is stopped. Its data stays in " + home + ".");
    return 0;
  }

  @Command(description = "Shows every process: state, pid, port, memory and uptime.")
  int status(@Option(names = "--json", description = "For programs.") boolean json) {
    if (!StackHome.exists(home)) {
      System.out.println(json ? StatusReport.nothingAsJson() : "Memary was never started here.");
      return 0;
    }
    var report = new StatusReport(stack().status());
    System.out.println(json ? report.asJson() : report.asText());
    return 0;
  }

  @Command(description = "Shows the end of the logs, of one process or of all.")
  int logs(
      @Parameters(arity = "0..1", paramLabel = "PROCESS", description = "Such as memory-service.")
          @Nullable String process,
      @Option(names = "-f", description = "Keeps following.") boolean follow,
      @Option(
              names = "-n",
              defaultValue = "200",
              description = "How many lines (default: ${DEFAULT-VALUE}).",
              paramLabel = "LINES")
          int lines) {
    new LogsCommand(new StackHome(home), System.out).run(process, follow, lines);
    return 0;
  }

  @Command(description = "Stops everything and deletes all data, after asking.")
  int reset(@Option(names = "--yes", description = "Does not ask.") boolean yes) {
    if (!StackHome.exists(home)) {
      System.out.println("There is nothing to delete.");
      return 0;
    }
    if (!yes && !confirmed()) {
      System.out.println("Nothing was deleted.");
      return FAILED;
    }
    stack().stop();
    StackHome.deleteTree(home);
    System.out.println("Everything in " + home + " is deleted.");
    return 0;
  }

  private boolean confirmed() {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new StackException(
          "reset deletes all memories and asks first, but there is no terminal;"
              + " ./memary reset --yes does it without asking.");
    }
    var answer = console.readLine("This deletes all memories in %s. Type yes to go on: ", home);
    return "yes".equals(answer == null ? "" : answer.strip());
  }

  private LocalStack stack() {
    return LocalStack.at(home, Ports.fixed(0));
  }

  private static Path homeFromEnvironment() {
    var given = System.getenv("MEMARY_HOME");
    var home =
        given == null || given.isBlank() ? Checkout.root().resolve(".memary") : Path.of(given);
    return home.toAbsolutePath().normalize();
  }
}
