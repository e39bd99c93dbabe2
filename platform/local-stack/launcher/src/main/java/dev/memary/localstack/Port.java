package dev.memary.localstack;

import java.util.Locale;

/** Every port of the local stack, with the number it has unless it is moved. */
public enum Port {
  POSTGRES("PostgreSQL", 15432),
  NEO4J("Neo4j", 17687),
  KAFKA("Kafka", 19092),
  KAFKA_CONTROLLER("Kafka's controller", 19093),
  REDIS("Redis", 16379),
  GATEWAY("gateway-service", 8080),
  AGENT("agent-service", 8081),
  MEMORY("memory-service", 8082),
  KG("kg-service", 8083),
  ROUTER("llm-router-service", 8084),
  WORKER("extraction-worker", 8085),
  GATEWAY_MANAGEMENT("gateway-service's management", 9000),
  AGENT_MANAGEMENT("agent-service's management", 9001),
  MEMORY_MANAGEMENT("memory-service's management", 9002),
  KG_MANAGEMENT("kg-service's management", 9003),
  ROUTER_MANAGEMENT("llm-router-service's management", 9004),
  WORKER_MANAGEMENT("extraction-worker's management", 9005),
  FAKE_OPENAI("the fake OpenAI", 11500),
  FAKE_OLLAMA("the fake Ollama", 11501),
  FAKE_PERPLEXITY("the fake Perplexity", 11502);

  private final String owner;
  private final int standard;

  Port(String owner, int standard) {
    this.owner = owner;
    this.standard = standard;
  }

  /** Who listens there, in words for people. */
  String owner() {
    return owner;
  }

  int standard() {
    return standard;
  }

  String key() {
    return "port." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
