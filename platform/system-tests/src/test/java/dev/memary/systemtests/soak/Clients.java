package dev.memary.systemtests.soak;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import dev.memary.systemtests.MemaryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;

/** Clients of a stack's gateway. */
final class Clients {
  private final LocalStack stack;

  Clients(LocalStack stack) {
    this.stack = stack;
  }

  /** With the installation's own key. */
  MemaryClient operator() {
    try {
      return new MemaryClient(
          URI.create("http://127.0.0.1:" + stack.ports().of(Port.GATEWAY)),
          Files.readString(stack.apiKeyFile()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("The stack has no API key", e);
    }
  }

  /** With a new key of the tenant. */
  MemaryClient of(String tenant) {
    return new MemaryClient(
        URI.create("http://127.0.0.1:" + stack.ports().of(Port.GATEWAY)),
        operator().createKey(tenant, new String[] {"*"}, "read", "write", "chat", "admin"));
  }
}
