package dev.memary.localstack;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The six services: their modules, ports and what must run before each of them. */
public enum Service {
  MEMORY("memory-service", "memory", Port.MEMORY, Port.MEMORY_MANAGEMENT, Database.MEMORY, 192),
  KG("kg-service", "kg", Port.KG, Port.KG_MANAGEMENT, null, 192),
  ROUTER("llm-router-service", "router", Port.ROUTER, Port.ROUTER_MANAGEMENT, Database.ROUTER, 256),
  WORKER("extraction-worker", null, Port.WORKER, Port.WORKER_MANAGEMENT, null, 192),
  AGENT("agent-service", "agent", Port.AGENT, Port.AGENT_MANAGEMENT, Database.AGENT, 192),
  GATEWAY(
      "gateway-service", "gateway", Port.GATEWAY, Port.GATEWAY_MANAGEMENT, Database.GATEWAY, 192);

  private final String module;
  private final @Nullable String word;
  private final Port port;
  private final Port managementPort;
  private final @Nullable Database database;
  private final int heapMegabytes;

  Service(
      String module,
      @Nullable String word,
      Port port,
      Port managementPort,
      @Nullable Database database,
      int heapMegabytes) {
    this.module = module;
    this.word = word;
    this.port = port;
    this.managementPort = managementPort;
    this.database = database;
    this.heapMegabytes = heapMegabytes;
  }

  /** The service of that module name. */
  public static Service ofModule(String module) {
    return Arrays.stream(values())
        .filter(service -> service.module.equals(module))
        .findFirst()
        .orElseThrow(() ->
            new StackException(
                "There is no service \"%s\"; there are %s."
                    .formatted(module, Arrays.stream(values()).map(Service::module).toList())));
  }

  public String module() {
    return module;
  }

  Port port() {
    return port;
  }

  Port managementPort() {
    return managementPort;
  }

  Optional<Database> database() {
    return Optional.ofNullable(database);
  }

  int heapMegabytes() {
    return heapMegabytes;
  }

  /** The property in which other services find its address; nobody calls the worker. */
  Optional<String> urlProperty() {
    return Optional.ofNullable(word).map(name -> "memary." + name + ".url");
  }

  /** What must be ready before it, as far as it is part of the stack. */
  List<String> needs() {
    return switch (this) {
      case MEMORY -> List.of(PostgresServer.NAME, KafkaProcess.NAME);
      case KG -> List.of(Neo4jProcess.NAME, KafkaProcess.NAME, RedisServer.NAME);
      case WORKER -> List.of(KafkaProcess.NAME);
      case ROUTER -> List.of(PostgresServer.NAME, RedisServer.NAME, FakeLlm.NAME);
      case AGENT, GATEWAY -> List.of(PostgresServer.NAME, RedisServer.NAME);
    };
  }
}
