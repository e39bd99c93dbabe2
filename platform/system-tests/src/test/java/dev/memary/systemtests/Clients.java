package dev.memary.systemtests;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;

/** Clients of a stack's gateway. */
public final class Clients {
  private final LocalStack stack;

  public Clients(LocalStack stack) {
    this.stack = stack;
  }

  /** With the installation's own key. */
  public MemaryClient operator() {
    try {
      return new MemaryClient(
          URI.create("http://127.0.0.1:" + stack.ports().of(Port.GATEWAY)),
          Files.readString(stack.apiKeyFile()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("The stack has no API key", e);
    }
  }

  /** With a new key of the tenant. */
  public MemaryClient of(String tenant) {
    return new MemaryClient(
        URI.create("http://127.0.0.1:" + stack.ports().of(Port.GATEWAY)),
        operator().createKey(tenant, new String[] {"*"}, "read", "write", "chat", "admin"));
  }
}
