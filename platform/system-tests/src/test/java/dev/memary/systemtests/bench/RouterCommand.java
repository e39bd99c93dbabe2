package dev.memary.systemtests.bench;

import dev.memary.systemtests.bench.Bench.Seen;
import dev.memary.systemtests.bench.Report.Comparison;
import dev.memary.systemtests.bench.Report.Held;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./memary bench router}: what llm-router-service adds to a direct call. */
@Command(
    name = "memary bench router",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Asks a canned model directly and through llm-router-service, in turns, at constant rates,"
            + " and compares. Latencies count from when a request was due, whatever became of those"
            + " before. An answer that is not whole is an error.")
public final class RouterCommand implements Callable<Integer> {
  /** A token for the router lives ten minutes. */
  private static final int LONGEST_SECONDS = 540;

  private static final int LONGEST_STEP = 30;
  private static final int MOST_CONNECTIONS = 1024;

  @Spec CommandSpec spec;

  @Option(
      names = "--loads",
      split = ",",
      defaultValue = "1@200,32@100,400@20",
      converter = Load.Converter.class,
      paramLabel = "KB@RATE",
      description =
          "Sizes of requests, and how many of them a second on each way (${DEFAULT-VALUE}). Each is"
              + " measured with whole and with streamed answers.")
  List<Load> loads;

  @Option(
      names = "--duration",
      defaultValue = "20",
      paramLabel = "SECONDS",
      description = "Of each measurement (${DEFAULT-VALUE}).")
  int duration;

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "Of each gateway, with all loads, before anything counts (${DEFAULT-VALUE}).")
  int warmUp;

  @Option(
      names = "--pieces",
      defaultValue = "16",
      description = "Words of an answer (${DEFAULT-VALUE}).")
  int pieces;

  @Option(
      names = "--pause",
      defaultValue = "5",
      paramLabel = "MS",
      description = "Between the words of a streamed answer (${DEFAULT-VALUE}).")
  int pause;

  @Option(
      names = "--streams",
      defaultValue = "1000",
      description =
          "Streams held open while memory is measured (${DEFAULT-VALUE}); 0 leaves it out.")
  int streams;

  @Option(
      names = "--step",
      defaultValue = "3",
      paramLabel = "SECONDS",
      description =
          "How long each rate is tried to find the highest, with the first of the loads and whole"
              + " answers (${DEFAULT-VALUE}); 0 leaves it out.")
  int step;

  @Option(
      names = "--step-p99",
      defaultValue = "100",
      paramLabel = "MS",
      description = "A rate is held while 99 of 100 answers take no longer (${DEFAULT-VALUE}).")
  int stepP99;

  @Option(
      names = "--timeout",
      defaultValue = "10",
      paramLabel = "SECONDS",
      description = "An answer that says nothing for so long is given up (${DEFAULT-VALUE}).")
  int timeout;

  @Option(
      names = "--event-loops",
      defaultValue = "2",
      description = "Threads of the client (${DEFAULT-VALUE}).")
  int eventLoops;

  @Option(
      names = "--upstream",
      defaultValue = "CANNED",
      description =
          "Who plays the model: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}). The double reads every"
              + " prompt and keeps no pace: good to check, not to measure.")
  Upstream.Kind upstreamKind;

  @Option(
      names = "--peer",
      description =
          "Measures Portkey's gateway, too, in the same way. It is installed from npm on first use;"
              + " needs node and npm.")
  boolean peer;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the order in which the ways take turns (${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--home",
      required = true,
      paramLabel = "DIRECTORY",
      description = "For the stack, the peer and the report; its data may be used again.")
  Path home;

  private final Report report = Report.empty(Instant.now().toString());
  private Upstream upstream;
  private Bench bench;
  private List<Gateway> gateways;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new RouterCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(args));
  }

  @Override
  public Integer call() throws Exception {
    validate();
    try (Upstream started = Upstream.start(upstreamKind);
        AskingClient client =
            new AskingClient(eventLoops, MOST_CONNECTIONS, Duration.ofSeconds(timeout))) {
      upstream = started;
      bench = new Bench(client, Duration.ofSeconds(timeout), seed);
      gateways = startGateways();
      try {
        measure();
      } finally {
        gateways.forEach(Gateway::close);
      }
    }
    new Table(System.out).print(report);
    Path file = home.resolve("report.json");
    report.writeTo(file);
    System.out.printf("%nEverything that was measured: %s%n", file);
    return report.flawless() ? 0 : 1;
  }

  private void validate() {
    within("--duration", duration, 1, LONGEST_SECONDS);
    within("--warm-up", warmUp, 0, LONGEST_SECONDS);
    within("--pieces", pieces, 1, 10_000);
    within("--pause", pause, 0, 10_000);
    within("--streams", streams, 0, 100_000);
    within("--step", step, 0, LONGEST_STEP);
    within("--step-p99", stepP99, 1, 60_000);
    within("--timeout", timeout, 1, LONGEST_SECONDS);
    within("--event-loops", eventLoops, 1, 64);
  }

  private void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s is %d to %d, not %d".formatted(option, least, most, value));
    }
  }

  private List<Gateway> startGateways() throws IOException, InterruptedException {
    List<Gateway> started = new ArrayList<>();
    tell("Starting the router and the servers it needs in " + home);
    started.add(MemaryRouter.start(home.resolve("stack"), upstream.url()));
    Optional<String> missing = peer ? Portkey.missing() : Optional.empty();
    missing.ifPresent(why -> tell("The peer is left out: " + why));
    if (peer && missing.isEmpty()) {
      tell("Starting the peer");
      started.add(Portkey.start(home.resolve("peer"), upstream.url()));
    }
    return started;
  }

  private void measure() throws IOException, InterruptedException {
    if (streams > 0 && upstream.keepsPace()) {
      holdStreams();
    }
    for (Gateway gateway : gateways) {
      warmUp(gateway);
    }
    for (Load load : loads) {
      for (boolean streamed : new boolean[] {false, true}) {
        for (Gateway gateway : gateways) {
          compare(gateway, load, streamed);
        }
      }
    }
    if (step > 0) {
      findCeilings();
    }
  }

  private void warmUp(Gateway gateway) throws InterruptedException {
    Duration each = Duration.ofSeconds(warmUp).dividedBy(2L * loads.size());
    if (each.isZero()) {
      return;
    }
    tell("Warming up " + gateway.name());
    for (Load load : loads) {
      for (boolean streamed : new boolean[] {false, true}) {
        bench.load(ways(gateway), question(load, streamed), load.rate(), each);
      }
    }
  }

  private void compare(Gateway gateway, Load load, boolean streamed) throws InterruptedException {
    tell(
        "Comparing %s, %d KB, %s, %d/s"
            .formatted(
                gateway.name(), load.kilobytes(), streamed ? "streamed" : "whole", load.rate()));
    Measured process = gateway.process();
    Duration before = process.cpu();
    Seen seen =
        bench.load(
            ways(gateway), question(load, streamed), load.rate(), Duration.ofSeconds(duration));
    Duration cpu = process.cpu().minus(before);
    report.comparisons().add(Comparison.of(gateway.name(), load, streamed, seen, cpu));
  }

  private void holdStreams() throws IOException, InterruptedException {
    OpenStreams open = new OpenStreams(upstream, Duration.ofSeconds(timeout));
    for (Gateway gateway : gateways) {
      tell("Holding %d streams of %s".formatted(streams, gateway.name()));
      report.streams().add(open.hold(gateway, streams, eventLoops));
    }
  }

  private void findCeilings() throws InterruptedException {
    findCeiling(direct());
    for (Gateway gateway : gateways) {
      findCeiling(gateway.route());
    }
  }

  private void findCeiling(Route route) throws InterruptedException {
    tell("Looking for the highest rate, " + route.name());
    Load first = loads.getFirst();
    Question question = question(first, false);
    int highest = Ceiling.find(first.rate(), perSecond -> holds(route, question, perSecond));
    report.held().add(new Held(route.name(), highest));
  }

  /** Without errors, and without requests that pile up. */
  private boolean holds(Route route, Question question, int perSecond) throws InterruptedException {
    Seen seen = bench.load(List.of(route), question, perSecond, Duration.ofSeconds(step));
    Figures figures = seen.routes().getFirst();
    return figures.errors().isEmpty()
        && figures.total().getValueAtPercentile(99) <= Duration.ofMillis(stepP99).toNanos();
  }

  private List<Route> ways(Gateway gateway) {
    return List.of(direct(), gateway.route());
  }

  private Route direct() {
    return new Route(
        "direct", upstream.url().resolve(upstream.url().getPath() + "/chat/completions"), Map.of());
  }

  private Question question(Load load, boolean streamed) {
    return upstream.question(
        load.kilobytes(), streamed, new Script(pieces, Duration.ofMillis(pause)));
  }

  private static void tell(String what) {
    System.out.println(what + " ...");
  }
}
