package dev.memary.localstack;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The six services of this checkout, as members of a stack. */
public final class Services {

  private final List<QuarkusService> members;

  Services(Path root, StackConfig config, ServiceEnvironment environment) {
    this.members =
        Arrays.stream(Service.values())
            .map(service -> new QuarkusService(service, root, config, environment))
            .toList();
  }

  /** Says which jars are missing before anything is started. */
  public void requireBuilt() {
    var missing =
        members.stream().filter(member -> !member.isBuilt()).map(QuarkusService::name).toList();
    if (!missing.isEmpty()) {
      throw new StackException(
          "Not built yet: %s. ./mvnw -DskipTests package builds them."
              .formatted(String.join(", ", missing)));
    }
  }

  QuarkusService member(Service service) {
    return members.get(service.ordinal());
  }

  List<QuarkusService> members() {
    return members;
  }
}
