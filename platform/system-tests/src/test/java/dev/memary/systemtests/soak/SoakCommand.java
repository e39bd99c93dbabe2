package dev.memary.systemtests.soak;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Ports;
import dev.memary.systemtests.Clients;
import dev.memary.systemtests.MemaryClient;
import dev.memary.systemtests.soak.Corpus.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./memary soak}: everything is killed again and again, and nothing may be lost or doubled.
 */
@Command(
    name = "memary soak",
    mixinStandardHelpOptions = true,
    description =
        "Remembers many episodes while every process is killed again and again, and compares what"
            + " the stores hold with a plain computation over the input. Uses a stack of its own.")
public final class SoakCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Option(
      names = "--episodes",
      defaultValue = "20000",
      description = "With faults (${DEFAULT-VALUE}).")
  int episodes;

  @Option(names = "--calm", defaultValue = "10000", description = "Without (${DEFAULT-VALUE}).")
  int calm;

  @Option(
      names = "--warm-up",
      defaultValue = "2000",
      description = "Before both, so that rates are of a warm platform (${DEFAULT-VALUE}).")
  int warmUp;

  @Option(names = "--spaces", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
  int spaces;

  @Option(names = "--tenants", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
  int tenants;

  @Option(
      names = "--kills",
      defaultValue = "5",
      description = "How often each process is killed (${DEFAULT-VALUE}).")
  int kills;

  @Option(
      names = "--duplicates",
      defaultValue = "0.05",
      description = "Share of requests that are sent twice (${DEFAULT-VALUE}).")
  double duplicates;

  @Option(
      names = "--writers",
      defaultValue = "16",
      description = "Clients at once (${DEFAULT-VALUE}).")
  int writers;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(names = "--home", required = true, description = "Directory of the stack.")
  Path home;

  private LocalStack stack;
  private Stores stores;
  private final List<String> wrong = new ArrayList<>();

  public static void main(String[] args) {
    System.exit(new CommandLine(new SoakCommand()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    stack = LocalStack.at(home, Ports.free());
    System.out.println("Starting all servers and services in " + home + " ...");
    try {
      stack.startWithServices();
      stores = new Stores(stack);
      Map<String, Knowledge> taught = calibrate();
      phase("to warm up", warmUp, taught, false);
      phase("without faults", calm, taught, false);
      phase("with kill -9", episodes, taught, true);
    } finally {
      if (stores != null) {
        stores.close();
      }
      stack.stop();
    }
    wrong.forEach(line -> System.out.println("WRONG: " + line));
    System.out.println(wrong.isEmpty() ? "Nothing lost, nothing doubled." : "Failed.");
    return wrong.isEmpty() ? 0 : 1;
  }

  /** What each sentence teaches on its own, when nothing goes wrong. */
  private Map<String, Knowledge> calibrate() throws Exception {
    List<String> sentences = Corpus.sentences();
    List<Request> requests =
        IntStream.range(0, sentences.size())
            .mapToObj(i ->
                new Request(
                    0, "alone-" + i, "s", List.of(sentences.get(i)), List.of(), "alone-" + i))
            .toList();
    String tenant = "calibration-" + UUID.randomUUID();
    new Load(List.of(client(tenant)), writers).run(requests, () -> 0, 1);
    awaitUnderstood(tenant);
    Map<String, String> ids = stores.spaceIds("user:alone-");
    Map<String, Knowledge> taught = new HashMap<>();
    for (int i = 0; i < sentences.size(); i++) {
      taught.put(sentences.get(i), stores.knowledge(ids.get("user:alone-" + i)));
    }
    long facts = taught.values().stream().filter(k -> !k.facts().isEmpty()).count();
    System.out.printf(
        "%d sentences teach %d entities and %d of them a fact%n",
        taught.size(), Knowledge.sum(List.copyOf(taught.values())).entities().size(), facts);
    return taught;
  }

  private void phase(String name, int count, Map<String, Knowledge> taught, boolean faults)
      throws Exception {
    if (count == 0) {
      return;
    }
    System.out.printf("%n%d episodes %s%n", count, name);
    Corpus corpus = new Corpus(seed + name.hashCode());
    List<Request> requests = corpus.requests(count, spaces, tenants);
    String prefix = "soak-" + UUID.randomUUID();
    List<MemaryClient> clients =
        IntStream.range(0, tenants).mapToObj(i -> client(prefix + "-" + i)).toList();
    Load load = new Load(clients, writers);
    LongSupplier understood = () -> understood(prefix);
    Instant begin = Instant.now();
    Chaos chaos = new Chaos(stack, understood, count, kills, seed);
    try (var progress = new Progress(load::acknowledged, understood);
        var threads = Executors.newSingleThreadExecutor()) {
      Future<?> storm = faults ? threads.submit(chaos) : null;
      load.run(
          corpus.withDuplicates(requests, duplicates),
          () -> faults ? load.acknowledged() - cached(understood) : 0,
          count / 10);
      Duration acknowledging = Duration.between(begin, Instant.now());
      System.out.printf(
          "  %d episodes acknowledged in %d s: %.0f/s; %d requests had to be sent again%n",
          load.acknowledged(),
          acknowledging.toSeconds(),
          rate(load.acknowledged(), acknowledging),
          load.repeated());
      if (storm != null) {
        storm.get();
      }
      awaitUnderstood(prefix);
    }
    Duration all = Duration.between(begin, Instant.now());
    System.out.printf(
        "  all searchable and understood after %d s: %.1f/s%n", all.toSeconds(), rate(count, all));
    chaos
        .kills()
        .forEach(
            (process, times) -> System.out.printf("  %-18s killed %d times%n", process, times));
    wrong.addAll(load.broken());
    compare(requests, taught);
  }

  /** Against a plain single-threaded computation over the input. */
  private void compare(List<Request> requests, Map<String, Knowledge> taught) {
    Map<String, Knowledge> expected = new HashMap<>();
    for (Request request : requests) {
      for (String sentence : request.sentences()) {
        expected.merge(
            request.user(), taught.getOrDefault(sentence, Knowledge.NONE), Knowledge::plus);
      }
    }
    Map<String, String> ids = stores.spaceIds("user:u");
    expected.forEach((user, knowledge) -> {
      try {
        Knowledge actual = stores.knowledge(ids.get("user:" + user));
        if (!actual.equals(knowledge)) {
          wrong.add("%s should hold%n%s%nand holds%n%s".formatted(user, knowledge, actual));
        }
      } catch (AssertionError e) {
        wrong.add(user + ": " + e.getMessage());
      }
    });
    Knowledge all = Knowledge.sum(List.copyOf(expected.values()));
    System.out.printf(
        "  compared %d spaces: %d episodes, %d stream entries, %d mentions, %d supports of facts%n",
        expected.size(),
        all.episodes(),
        all.streamEntries(),
        all.entities().values().stream().mapToLong(Long::longValue).sum(),
        all.facts().values().stream().mapToLong(Long::longValue).sum());
    expectNone("events in the outbox", "SELECT count(*) FROM outbox");
    expectNone("dead letters", "SELECT count(*) FROM dead_letter");
    expectNone("episodes that failed", "SELECT count(*) FROM episode WHERE outcome = 'failed'");
  }

  private void expectNone(String what, String sql) {
    long count = stores.count(sql);
    if (count > 0) {
      wrong.add(count + " " + what);
    }
  }

  private long understood(String tenantPrefix) {
    try {
      return stores.count(
          """
          SELECT count(*) FROM episode
           WHERE tenant_id LIKE ? AND outcome <> 'pending' AND indexed_generation >= generation
          """,
          tenantPrefix + "%");
    } catch (IllegalStateException databaseIsDown) {
      return last;
    }
  }

  private volatile long last;
  private volatile Instant lastLook = Instant.EPOCH;

  /** At most one look a second. */
  private long cached(LongSupplier count) {
    if (Duration.between(lastLook, Instant.now()).toMillis() > 1000) {
      lastLook = Instant.now();
      last = count.getAsLong();
    }
    return last;
  }

  private void awaitUnderstood(String tenantPrefix) throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      long pending =
          stores.count(
              """
              SELECT count(*) FROM episode
               WHERE tenant_id LIKE ?
                 AND (outcome = 'pending' OR indexed_generation < generation AND index_failed_generation < generation)
              """,
              tenantPrefix + "%");
      if (pending == 0) {
        return;
      }
      if (Instant.now().isAfter(deadline)) {
        wrong.add(pending + " episodes are still pending after " + PATIENCE);
        return;
      }
      Thread.sleep(500);
    }
  }

  private MemaryClient client(String tenant) {
    return new Clients(stack).of(tenant);
  }

  private static double rate(long count, Duration time) {
    return count / Math.max(0.001, time.toMillis() / 1000.0);
  }
}
