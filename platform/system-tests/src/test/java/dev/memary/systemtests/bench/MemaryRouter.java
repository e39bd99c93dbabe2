package dev.memary.systemtests.bench;

import dev.memary.localstack.LocalStack;
import dev.memary.localstack.Port;
import dev.memary.localstack.Ports;
import dev.memary.localstack.Service;
import dev.memary.systemtests.ForgedTokens;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** llm-router-service as {@code ./memary up} starts it, with the servers it needs and no others. */
final class MemaryRouter implements Gateway {
  private static final String CALLER = "agent-service";

  private final LocalStack stack;
  private final ForgedTokens tokens;

  private MemaryRouter(LocalStack stack) {
    this.stack = stack;
    String key = stack.environment().of(Service.ROUTER).get("memary.identity.private-key");
    this.tokens = new ForgedTokens(Path.of(Objects.requireNonNull(key)).getParent());
  }

  static MemaryRouter start(Path home, URI upstream) {
    LocalStack stack = LocalStack.at(home, Ports.free());
    stack.stop(); // one that is left from a run that was killed asks another upstream
    stack.startOnly(Service.ROUTER, Map.of("memary.llm.url", upstream.toString()));
    return new MemaryRouter(stack);
  }

  @Override
  public String name() {
    return "memary";
  }

  @Override
  public Route route() {
    String token = tokens.genuine(CALLER, Service.ROUTER.module(), "bench");
    return new Route(
        name(),
        URI.create(
            "http://127.0.0.1:%d/v1/chat/completions".formatted(stack.ports().of(Port.ROUTER))),
        Map.of("Authorization", "Bearer " + token));
  }

  @Override
  public Measured process() {
    return stack.status().stream()
        .filter(process -> process.name().equals(Service.ROUTER.module()))
        .flatMap(process -> ProcessHandle.of(Objects.requireNonNull(process.pid())).stream())
        .map(Measured::new)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The router has ended; see its log"));
  }

  @Override
  public void close() {
    stack.stop();
  }
}
