package dev.memary.systemtests.graph;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Ports;
import dev.memary.systemtests.Clients;
import dev.memary.systemtests.MemaryClient;
import dev.memary.systemtests.graph.Filling.Took;
import dev.memary.systemtests.graph.GraphReport.OfSize;
import dev.memary.systemtests.graph.GraphReport.Searched;
import dev.memary.systemtests.graph.Searches.Choice;
import dev.memary.systemtests.graph.Searches.Seen;
import dev.memary.systemtests.soak.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./memary bench graph}: what searches take, and how right they are, in a large graph. */
@Command(
    name = "memary bench graph",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Fills Neo4j and PostgreSQL with a synthetic graph of many spaces, three relations to a node,"
            + " and measures searches through the gateway, at a constant rate, from when each was due."
            + " Then the store's filtered searches are compared with a computation over single"
            + " spaces. Each size has a stack of its own, which is kept and used again.")
public final class GraphCommand implements Callable<Integer> {
  private static final String TENANT = "bench";
  private static final int FEW_SPACES = 10;
  private static final int LARGEST_OF_FEW = 500;
  private static final int SPACES_COMPARED = 100;
  private static final int LARGEST_COMPARED = 1000;

  /** Services go on for a while with what nobody waits for any more. */
  private static final Duration REST = Duration.ofSeconds(5);

  @Spec CommandSpec spec;

  @Option(
      names = "--nodes",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "Sizes, one after the other (${DEFAULT-VALUE}).")
  List<Integer> nodes;

  @Option(
      names = "--spaces",
      defaultValue = "2000",
      description = "At most; 500 nodes have one at least (${DEFAULT-VALUE}).")
  int spaces;

  @Option(names = "--rate", defaultValue = "20", description = "A second (${DEFAULT-VALUE}).")
  int rate;

  @Option(
      names = "--duration",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "Of each measurement (${DEFAULT-VALUE}).")
  int duration;

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "Before anything counts (${DEFAULT-VALUE}).")
  int warmUp;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--home",
      required = true,
      paramLabel = "DIRECTORY",
      description = "For the stacks and the report.")
  Path home;

  public static void main(String[] args) {
    System.exit(new CommandLine(new GraphCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (nodes.stream().anyMatch(n -> n < 500) || spaces < 1 || rate < 1 || duration < 1) {
      throw new ParameterException(
          spec.commandLine(), "--nodes is at least 500, all others at least 1");
    }
    GraphReport report = GraphReport.empty(Instant.now().toString(), seed);
    for (int size : nodes) {
      OfSize seen = measure(new Shape(size, spaces));
      report.sizes().add(seen);
      GraphReport.print(seen, System.out);
      report.writeTo(home.resolve("report.json"));
    }
    System.out.printf("%nEverything that was measured: %s%n", home.resolve("report.json"));
    return report.flawless() ? 0 : 1;
  }

  private OfSize measure(Shape shape) throws IOException, InterruptedException {
    Path own =
        home.resolve("%d-nodes-%d-spaces-%d".formatted(shape.nodes(), shape.spaceCount(), seed));
    Path filled = own.resolve("filled");
    if (!Files.exists(filled)) {
      removeWhatWasInterrupted(own);
    }
    LocalStack stack = LocalStack.at(own, Ports.free());
    tell("Starting all servers and services in " + own);
    try {
      stack.startWithServices();
      if (!Files.exists(filled)) {
        Files.writeString(filled, fill(stack, shape).text());
        tell("Starting them again: nothing that is measured has seen the filling");
        stack.stop();
        stack.startWithServices();
      }
      return measure(stack, own, shape, Took.of(Files.readString(filled)));
    } finally {
      stack.stop();
    }
  }

  private static void removeWhatWasInterrupted(Path own) throws IOException {
    if (Files.exists(own)) {
      LocalStack.at(own, Ports.free()).stop();
      try (Stream<Path> files = Files.walk(own)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private Took fill(LocalStack stack, Shape shape) throws InterruptedException {
    tell("Filling in %,d nodes".formatted(shape.nodes()));
    try (Stores stores = new Stores(stack)) {
      return new Filling(stores, new Clients(stack).of(TENANT), TENANT, seed).fill(shape);
    }
  }

  private OfSize measure(LocalStack stack, Path own, Shape shape, Took took)
      throws IOException, InterruptedException {
    MemaryClient client = new Clients(stack).of(TENANT);
    long run = System.nanoTime();
    Searches searches = new Searches(client, shape, Filling.vocabulary(seed), seed, run);
    tell("Warming up");
    searches.run(searches.bySize(), rate, Duration.ofSeconds(warmUp));
    List<Searched> searched = new ArrayList<>();
    searched.add(search(stack, searches, "any space, by its size", searches.bySize()));
    Choice few = searches.oneOf(FEW_SPACES, LARGEST_OF_FEW);
    searches.run(few, rate, Duration.ofSeconds(Math.min(warmUp, 10)));
    searched.add(
        search(
            stack,
            searches,
            "the same %d spaces of at most %d episodes".formatted(FEW_SPACES, LARGEST_OF_FEW),
            few));
    Footprint footprint = Footprint.of(stack, own);
    tell("Comparing filtered searches with single spaces");
    return new OfSize(
        shape.nodes(),
        shape.spaceCount(),
        IntStream.of(shape.episodesOfSpaces()).max().orElse(0),
        took.writing().toSeconds(),
        took.indexing().toSeconds(),
        counts(stack),
        searched,
        footprint,
        FilteredSearches.look(stack, seed, SPACES_COMPARED, LARGEST_COMPARED));
  }

  private Searched search(LocalStack stack, Searches searches, String what, Choice choice)
      throws InterruptedException {
    tell("Searching %s, %d/s".formatted(what, rate));
    Thread.sleep(REST);
    Hops before = Hops.now(stack);
    Seen seen = searches.run(choice, rate, Duration.ofSeconds(duration));
    Searched searched = Searched.of(what, rate, seen, Hops.now(stack).since(before));
    GraphReport.print(searched, System.out);
    return searched;
  }

  private static Map<String, Long> counts(LocalStack stack) {
    Map<String, Long> counts = new TreeMap<>();
    try (Stores stores = new Stores(stack)) {
      counts.put(
          "nodes", stores.graph("MATCH (n) RETURN count(n)", Map.of()).getFirst().get(0).asLong());
      counts.put(
          "relations",
          stores.graph("MATCH ()-[r]->() RETURN count(r)", Map.of()).getFirst().get(0).asLong());
      for (String label : List.of("Episode", "Entity", "Fact", "Space")) {
        counts.put(
            label,
            stores
                .graph("MATCH (n:%s) RETURN count(n)".formatted(label), Map.of())
                .getFirst()
                .get(0)
                .asLong());
      }
    }
    return counts;
  }

  private static void tell(String what) {
    System.out.println(what + " ...");
  }
}
