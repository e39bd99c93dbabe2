package dev.memary.agent;

import dev.memary.kit.identity.Services;
import dev.memary.llmdouble.LlmDouble;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The services around this one: memory-service played by hand, the router by the LLM double. */
public final class Neighbours implements QuarkusTestResourceLifecycleManager {
  private final Keys keys = Keys.create();
  private final FakeMemory memory = new FakeMemory(keys.of(Services.MEMORY));
  private final LlmDouble router = LlmDouble.start(0);

  @Override
  public Map<String, String> start() {
    return Map.of(
        "quarkus.http.test-port", "0",
        "quarkus.management.test-port", "0",
        "memary.memory.url", memory.url(),
        "memary.router.url", router.url(),
        "memary.identity.private-key", keys.privateKey(Services.AGENT).toString(),
        "memary.identity.trusted-keys", keys.trusted().toString());
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(keys, new TestInjector.MatchesType(Keys.class));
    injector.injectIntoFields(memory, new TestInjector.MatchesType(FakeMemory.class));
    injector.injectIntoFields(router, new TestInjector.MatchesType(LlmDouble.class));
  }

  @Override
  public void stop() {
    memory.close();
    router.close();
  }
}
