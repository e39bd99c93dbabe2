package dev.memary.systemtests.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Ports;
import dev.memary.systemtests.Clients;
import dev.memary.systemtests.MemaryClient;
import dev.memary.systemtests.MemaryClient.Answer;
import dev.memary.systemtests.soak.Corpus.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./memary bench rebuild}: the graph is emptied and rebuilt, and must come out the same. */
@Command(
    name = "memary bench rebuild",
    mixinStandardHelpOptions = true,
    description =
        "Remembers many episodes, deletes the whole graph, rebuilds it from what is stored and"
            + " compares. Uses a stack of its own, whose data may be used again.")
public final class RebuildCommand implements Callable<Integer> {
  @Option(names = "--episodes", defaultValue = "50000", description = "Default: ${DEFAULT-VALUE}.")
  int episodes;

  @Option(names = "--spaces", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
  int spaces;

  @Option(names = "--tenants", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
  int tenants;

  @Option(names = "--writers", defaultValue = "16", description = "Default: ${DEFAULT-VALUE}.")
  int writers;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(names = "--home", required = true, description = "Directory of the stack.")
  Path home;

  public static void main(String[] args) {
    System.exit(new CommandLine(new RebuildCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    LocalStack stack = LocalStack.at(home, Ports.free());
    System.out.println("Starting all servers and services in " + home + " ...");
    stack.startWithServices();
    try (Stores stores = new Stores(stack)) {
      Clients clients = new Clients(stack);
      String user = MemaryClient.newUser();
      clients.operator().remember(user, "s", "Emma visited Lisbon.");
      load(clients, stores);
      GraphDump before = GraphDump.of(stores);
      print("before", before);
      stores.emptyGraph();
      System.out.println("The graph is empty.");
      Instant begin = Instant.now();
      String lost = rebuild(clients.operator(), user);
      Duration took = Duration.between(begin, Instant.now());
      GraphDump after = GraphDump.of(stores);
      print("after", after);
      long count = stores.count("SELECT count(*) FROM episode");
      System.out.printf(
          "%d episodes rebuilt in %d s: %.1f/s. %s%n",
          count, took.toSeconds(), count * 1000.0 / took.toMillis(), lost);
      System.out.println(
          before.equals(after) ? "The graph is the same." : "THE GRAPH IS ANOTHER ONE.");
      return before.equals(after) ? 0 : 1;
    } finally {
      stack.stop();
    }
  }

  /** Only what is missing: the stack may hold episodes from a run before. */
  private void load(Clients clients, Stores stores) throws Exception {
    long there = stores.count("SELECT count(*) FROM episode");
    int missing = (int) Math.max(0, episodes - there);
    System.out.printf("%d episodes are there, %d are remembered now%n", there, missing);
    Instant begin = Instant.now();
    List<Request> requests = new Corpus(seed).requests(missing, spaces, tenants);
    String prefix = "rebuild-" + UUID.randomUUID();
    List<MemaryClient> writersOfTenants =
        IntStream.range(0, tenants).mapToObj(i -> clients.of(prefix + "-" + i)).toList();
    new Load(writersOfTenants, writers).run(requests, () -> 0, 1);
    while (pending(stores) > 0) {
      Thread.sleep(1000);
    }
    System.out.printf(
        "Understood after %d s%n", Duration.between(begin, Instant.now()).toSeconds());
  }

  /** Recall goes on: a question a second must be answered, from words if need be. */
  private String rebuild(MemaryClient operator, String user) throws InterruptedException {
    Answer started = operator.post("/v1/admin/rebuild", Map.of("scope", "all"));
    if (started.status() != 202) {
      throw new IllegalStateException("The rebuild was refused: " + started.body());
    }
    String id = started.body().get("id").asText();
    int asked = 0;
    int found = 0;
    JsonNode rebuild = started.body();
    for (int second = 0; rebuild.get("status").asText().equals("running"); second++) {
      asked++;
      found += operator.search(user, "Who visited Lisbon?").path("results").isEmpty() ? 0 : 1;
      rebuild = operator.get("/v1/admin/rebuilds/" + id).body();
      if (second % 20 == 0) {
        System.out.printf(
            "  %d of %d replayed, %d remain%n",
            rebuild.get("replayed").asLong(),
            rebuild.get("episodes").asLong(),
            rebuild.get("remaining").asLong());
      }
      Thread.sleep(1000);
    }
    return "Meanwhile %d of %d questions were answered.".formatted(found, asked);
  }

  private static long pending(Stores stores) {
    return stores.count(
        "SELECT count(*) FROM episode WHERE outcome = 'pending' OR indexed_generation < generation");
  }

  private static void print(String when, GraphDump dump) {
    dump.kinds()
        .forEach((kind, digest) -> System.out.printf("  %-7s %-9s %s%n", when, kind, digest));
  }
}
