package dev.memary.systemtests;

import dev.memary.llmdouble.LlmDouble;
import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import dev.memary.localstack.testing.SharedStack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.UUID;

/**
 * All servers and all six services, started once for all system tests; the language model is the
 * double.
 */
public final class RunningPlatform {
  private static final LlmDouble MODEL = LlmDouble.start(Integer.getInteger("llm-double.port"));
  private static final LocalStack STACK = start();

  private RunningPlatform() {}

  static LocalStack stack() {
    return STACK;
  }

  static LlmDouble model() {
    return MODEL;
  }

  static URI gateway() {
    return URI.create("http://127.0.0.1:" + STACK.ports().of(Port.GATEWAY));
  }

  /** A client with the installation's own key. */
  static MemaryClient operator() {
    return new MemaryClient(gateway(), bootstrapKey());
  }

  /** A client of a tenant of its own, so that tests never meet. */
  public static MemaryClient newTenant(String... spaces) {
    String tenant = "test-" + UUID.randomUUID();
    return new MemaryClient(
        gateway(), operator().createKey(tenant, spaces, "read", "write", "chat", "admin"));
  }

  private static LocalStack start() {
    LocalStack stack = SharedStack.running();
    stack.startWithServices();
    return stack;
  }

  private static String bootstrapKey() {
    try {
      return Files.readString(STACK.apiKeyFile()).strip();
    } catch (IOException e) {
      throw new IllegalStateException("The stack has no API key", e);
    }
  }
}
