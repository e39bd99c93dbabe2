package dev.memary.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The real servers on this machine, without containers: PostgreSQL, Neo4j, Kafka and Redis. Their
 * processes outlive the JVM that started them; everything they need lies in one home directory, so
 * any later {@code LocalStack} of the same home can watch, repair or stop them.
 */
public final class LocalStack {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(180);

  private final StackHome home;
  private final StackConfig config;
  private final Supervisor supervisor;
  private final List<Member> servers;
  private final Services services;
  private final List<Member> fakes;

  private LocalStack(StackHome home, StackConfig config, Path root) {
    this.home = home;
    this.config = config;
    this.supervisor = new Supervisor(home, config.ports());
    this.servers =
        List.of(
            new PostgresServer(home, config),
            new RedisServer(home, config),
            new KafkaProcess(home, config, root),
            new Neo4jProcess(home, config, root));
    this.services = new Services(root, config, environment());
    this.fakes = config.fakeLlm() ? List.of(new FakeLlm(home, config, root)) : List.of();
  }

  /**
   * The stack of that home. Its first use creates the home with secrets and keys and writes the
   * ports down; from then on the ports written down count.
   */
  public static LocalStack at(Path home, Ports ports) {
    return at(home, ports, Checkout.root());
  }

  static LocalStack at(Path directory, Ports ports, Path root) {
    var home = StackHome.create(directory);
    try (var lock = HomeLock.take(home)) {
      var config = StackConfig.load(home).orElseGet(() -> StackConfig.generate(ports)).completed();
      config.save(home);
      ServiceKeys.ensure(home);
      if (!Files.exists(home.apiKey())) {
        StackHome.writePrivate(home.apiKey(), Secrets.apiKey() + "\n");
      }
      return new LocalStack(home, config, root);
    }
  }

  /** The same stack on other ports; refused while anything runs on the present ones. */
  public LocalStack movedTo(Ports ports) {
    if (ports.equals(config.ports())) {
      return this;
    }
    if (status().stream().anyMatch(process -> process.pid() != null)) {
      throw new StackException(
          "Memary already runs on other ports (gateway on %d); ./memary down stops it."
              .formatted(config.ports().of(Port.GATEWAY)));
    }
    config.withPorts(ports).save(home);
    return at(home.directory(), ports);
  }

  /**
   * The same stack, whose language models are played by a double, or are the user's own. A router
   * that was started with the others is stopped; the next start tells it.
   */
  public LocalStack withFakeLlm(boolean wanted) {
    if (wanted == config.fakeLlm()) {
      return this;
    }
    try (var lock = HomeLock.take(home)) {
      supervisor.stop(List.of(services.member(Service.ROUTER)));
      supervisor.stop(fakes);
      config.withFakeLlm(wanted).save(home);
    }
    return at(home.directory(), config.ports());
  }

  /** Whether a double plays the language models. */
  public boolean hasFakeLlm() {
    return config.fakeLlm();
  }

  /** Starts the servers, or throws a sentence about the first that failed. */
  public void start() {
    requireRunning(start(List.of(), START_TIMEOUT, Progress.SILENT));
  }

  /** Starts the servers and the six services, or throws a sentence about the first that failed. */
  public void startWithServices() {
    requireRunning(startAll(START_TIMEOUT, Progress.SILENT));
  }

  /**
   * Starts one service and the servers it needs.
   *
   * @param settings configuration properties on top of those it gets anyway
   */
  public void startOnly(Service service, Map<String, String> settings) {
    var member = services.member(service).with(settings);
    if (!member.isBuilt()) {
      throw new StackException(
          "%s is not built yet; ./memary up builds it.".formatted(member.name()));
    }
    var needed = servers.stream().filter(server -> member.needs().contains(server.name()));
    try (var lock = HomeLock.take(home)) {
      var members = Stream.concat(needed, Stream.of(member)).toList();
      requireRunning(supervisor.start(members, START_TIMEOUT, Progress.SILENT));
    }
  }

  private void requireRunning(List<Outcome> outcomes) {
    for (var outcome : outcomes) {
      if (outcome instanceof Outcome.Failed failed) {
        throw new StackException(
            "%s %s. Its log ends:%n%s"
                .formatted(
                    failed.name(),
                    failed.reason(),
                    String.join("\n", LogFile.lastLines(home.log(failed.name()), 15))));
      }
    }
  }

  /** Starts the servers and, as soon as those they need are ready, the six services. */
  List<Outcome> startAll(Duration timeout, Progress progress) {
    services.requireBuilt();
    return start(applications().toList(), timeout, progress);
  }

  /** Stops the services, then the servers; everything may be started again. */
  public void stop() {
    try (var lock = HomeLock.take(home)) {
      supervisor.stop(applications().toList());
      supervisor.stop(servers);
    }
  }

  /** SIGKILL, for fault tests: the process gets no chance to tidy up. */
  public void kill(String name) {
    supervisor.process(member(name)).kill();
  }

  public List<ProcessStatus> status() {
    return members().map(this::status).toList();
  }

  public ServiceEnvironment environment() {
    return new ServiceEnvironment(home, config);
  }

  public Ports ports() {
    return config.ports();
  }

  /** The password of a PostgreSQL role, or of {@code neo4j} or {@code redis}. */
  public String secret(String name) {
    return config.secret(name);
  }

  /** Where every process writes its log. */
  public Path logDirectory() {
    return home.logs();
  }

  public Path apiKeyFile() {
    return home.apiKey();
  }

  StackHome home() {
    return home;
  }

  private List<Outcome> start(List<? extends Member> more, Duration timeout, Progress progress) {
    try (var lock = HomeLock.take(home)) {
      var members = Stream.concat(servers.stream(), more.stream()).toList();
      return supervisor.start(members, timeout, progress);
    }
  }

  private Stream<Member> members() {
    return Stream.concat(servers.stream(), applications());
  }

  /** What stands on the servers. */
  private Stream<Member> applications() {
    return Stream.concat(fakes.stream(), services.members().stream());
  }

  private Member member(String name) {
    return members()
        .filter(member -> member.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new StackException(
                "There is no process \"%s\"; there are %s."
                    .formatted(name, members().map(Member::name).toList())));
  }

  private ProcessStatus status(Member member) {
    var process = supervisor.process(member);
    var port = config.ports().of(member.ports().getFirst());
    var running = process.running();
    if (running.isEmpty()) {
      var state = process.died() ? ProcessStatus.State.DIED : ProcessStatus.State.STOPPED;
      return ProcessStatus.notRunning(member.name(), state, port);
    }
    var handle = running.get();
    return new ProcessStatus(
        member.name(),
        member.ready() ? ProcessStatus.State.READY : ProcessStatus.State.NOT_READY,
        port,
        handle.pid(),
        Platform.residentBytes(handle),
        Duration.between(handle.info().startInstant().orElse(Instant.now()), Instant.now()));
  }
}
