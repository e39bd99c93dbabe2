package dev.memary.localstack.testing;

import dev.memary.localstack.Checkout;
import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Ports;
import java.nio.file.Path;

/** The one stack of a test run, for tests that look behind the services. */
public final class SharedStack {

  private SharedStack() {}

  /** The stack at {@code MEMARY_TEST_HOME}, its servers started if need be. */
  public static LocalStack running() {
    var stack = LocalStack.at(home(), Ports.free());
    stack.start();
    return stack;
  }

  private static Path home() {
    var given = System.getenv("MEMARY_TEST_HOME");
    return given == null || given.isBlank()
        ? Checkout.root().resolve("target/test-stack")
        : Path.of(given);
  }
}
