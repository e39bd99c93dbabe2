package dev.memary.localstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One Kafka node in its own JVM. */
final class KafkaProcess implements Member {

  static final String NAME = "kafka";

  private final StackHome home;
  private final StackConfig config;
  private final Path root;

  KafkaProcess(StackHome home, StackConfig config, Path root) {
    this.home = home;
    this.config = config;
    this.root = root;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.KAFKA, Port.KAFKA_CONTROLLER);
  }

  @Override
  public Launch prepare() {
    StackHome.privateDirectory(home.data(NAME));
    var java = new JavaCommand(NAME, 256, List.of("--sun-misc-unsafe-memory-access=allow"));
    var program =
        List.of(
            "-cp",
            ServerJar.of(root, "kafka-server").classPath(),
            "dev.memary.localstack.kafka.KafkaServer",
            "--home",
            home.data(NAME).toString(),
            "--port",
            "" + port(),
            "--controller-port",
            "" + config.ports().of(Port.KAFKA_CONTROLLER));
    return new Launch(java.run(program), Map.of(), home.data(NAME));
  }

  @Override
  public boolean ready() {
    return LogFile.hasLineStartingWith(home.log(NAME), "READY") && Ports.accepts(port());
  }

  private int port() {
    return config.ports().of(Port.KAFKA);
  }
}
