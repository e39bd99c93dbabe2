package dev.memary.localstack.testing;

import dev.memary.localstack.Service;
import dev.memary.localstack.StackException;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a service's tests the real servers. One stack serves every module of a test run, so it is
 * started by whoever comes first and stopped by nobody here: {@code ./memary test} does that. Tests
 * are isolated by tenant, never by wiping.
 *
 * <p>The argument {@code service} is the module's name, for example:
 *
 * <pre>{@code
 * @QuarkusTestResource(
 *     value = TestStack.class,
 *     initArgs = @ResourceArg(name = "service", value = "memory-service"))
 * }</pre>
 */
public final class TestStack implements QuarkusTestResourceLifecycleManager {

  private Optional<Service> service = Optional.empty();

  @Override
  public void init(Map<String, String> arguments) {
    service = Optional.ofNullable(arguments.get("service")).map(Service::ofModule);
  }

  @Override
  public Map<String, String> start() {
    var tested =
        service.orElseThrow(
            () -> new StackException("TestStack needs the argument \"service\": a module's name."));
    var stack = SharedStack.running();
    return stack.environment().forTests(tested);
  }

  /** The stack stays up for the next module. */
  @Override
  public void stop() {}
}
