package dev.memary.localstack;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One process of the stack: how it starts, what it waits for and when it may be used. */
sealed interface Member
    permits PostgresServer, Neo4jProcess, KafkaProcess, RedisServer, FakeLlm, QuarkusService {

  String name();

  /** The ports it listens on; the first is the one to show. */
  List<Port> ports();

  /** Names of the members that must be ready before this one starts. */
  default List<String> needs() {
    return List.of();
  }

  /** Puts files in place and says how to start. May be called again after a failed start. */
  Launch prepare() throws IOException;

  /** Whether clients may connect now; asked often, so it must be quick. */
  boolean ready();

  /** What remains to be done once it answers; must be safe to repeat. */
  default void afterReady() throws IOException {}

  /** How often to try when the process ends by itself while starting. */
  default int attempts() {
    return 1;
  }

  /** The polite signal that makes it stop. */
  default String stopSignal() {
    return "TERM";
  }

  /** When the program it runs was built, if a newer build should replace a running process. */
  default Optional<Instant> builtAt() {
    return Optional.empty();
  }
}
