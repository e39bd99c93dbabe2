package dev.memary.localstack.testing;

import dev.memary.localstack.Service;
import dev.memary.localstack.StackException;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

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
 *
 * <p>The argument {@code channels} names incoming channels, separated by commas. Each joins a
 * consumer group of this run alone, so that no run waits for another's members to be given up.
 */
public final class TestStack implements QuarkusTestResourceLifecycleManager {

  private Optional<Service> service = Optional.empty();
  private List<String> channels = List.of();

  @Override
  public void init(Map<String, String> arguments) {
    service = Optional.ofNullable(arguments.get("service")).map(Service::ofModule);
    channels =
        Arrays.stream(arguments.getOrDefault("channels", "").split(","))
            .filter(channel -> !channel.isBlank())
            .toList();
  }

  @Override
  public Map<String, String> start() {
    var tested =
        service.orElseThrow(
            () -> new StackException("TestStack needs the argument \"service\": a module's name."));
    var stack = SharedStack.running();
    var properties = new HashMap<>(stack.environment().forTests(tested));
    channels.forEach(channel ->
        properties.put(
            "mp.messaging.incoming." + channel + ".group.id",
            tested.module() + "-test-" + UUID.randomUUID()));
    return properties;
  }

  /** The stack stays up for the next module. */
  @Override
  public void stop() {}
}
