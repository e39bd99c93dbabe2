package dev.memary.localstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Neo4j in its own JVM; its licence (GPL-3.0) keeps it off every class path of ours. */
final class Neo4jProcess implements Member {

  static final String NAME = "neo4j";

  private final StackHome home;
  private final StackConfig config;
  private final Path root;

  Neo4jProcess(StackHome home, StackConfig config, Path root) {
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
    return List.of(Port.NEO4J);
  }

  @Override
  public Launch prepare() {
    StackHome.privateDirectory(home.data(NAME));
    var password = home.run().resolve("neo4j.password");
    StackHome.writePrivate(password, config.secret(StackConfig.NEO4J));
    var java =
        new JavaCommand(
            NAME,
            512,
            List.of(
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
    var program =
        List.of(
            "-cp",
            ServerJar.of(root, "neo4j-server").classPath(),
            "dev.memary.localstack.neo4j.Neo4jServer",
            "--home",
            home.data(NAME).toString(),
            "--port",
            "" + port(),
            "--password-file",
            password.toString());
    return new Launch(java.run(program), Map.of(), home.data(NAME));
  }

  @Override
  public boolean ready() {
    return LogFile.hasLineStartingWith(home.log(NAME), "READY") && Ports.accepts(port());
  }

  private int port() {
    return config.ports().of(Port.NEO4J);
  }
}
