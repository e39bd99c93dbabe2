package dev.memary.localstack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One of the six services, run from the fast-jar its module builds. */
final class QuarkusService implements Member {

  private static final int ANSWER_MILLIS = 2_000;
  private static final String AOT_CACHE = "app.aot";

  private final Service service;
  private final Path root;
  private final StackConfig config;
  private final ServiceEnvironment environment;
  private final Map<String, String> settings;

  QuarkusService(Service service, Path root, StackConfig config, ServiceEnvironment environment) {
    this(service, root, config, environment, Map.of());
  }

  private QuarkusService(
      Service service,
      Path root,
      StackConfig config,
      ServiceEnvironment environment,
      Map<String, String> settings) {
    this.service = service;
    this.root = root;
    this.config = config;
    this.environment = environment;
    this.settings = Map.copyOf(settings);
  }

  /** The same service with more configuration properties. */
  QuarkusService with(Map<String, String> more) {
    return new QuarkusService(service, root, config, environment, more);
  }

  @Override
  public String name() {
    return service.module();
  }

  @Override
  public List<Port> ports() {
    return List.of(service.port(), service.managementPort());
  }

  @Override
  public List<String> needs() {
    return service.needs();
  }

  @Override
  public Launch prepare() {
    var options = new ArrayList<String>();
    if (Files.exists(directory().resolve(AOT_CACHE))) {
      options.add("-XX:AOTCache=" + AOT_CACHE);
    }
    if (service == Service.ROUTER) {
      // Every piece of every answer passes through it: half the time and a third of the CPU.
      options.add("-XX:TieredStopAtLevel=4");
    }
    var java = new JavaCommand(name(), service.heapMegabytes(), options);
    var properties = new TreeMap<>(environment.of(service));
    properties.putAll(settings);
    return new Launch(
        java.run(List.of("-jar", jar().getFileName().toString())),
        ServiceEnvironment.asVariables(properties),
        directory());
  }

  @Override
  public boolean ready() {
    var port = config.ports().of(service.managementPort());
    try {
      var address = URI.create("http://127.0.0.1:" + port + "/q/health/ready").toURL();
      var connection = (HttpURLConnection) address.openConnection();
      connection.setConnectTimeout(ANSWER_MILLIS);
      connection.setReadTimeout(ANSWER_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Optional<Instant> builtAt() {
    try {
      return Optional.of(Files.getLastModifiedTime(jar()).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean isBuilt() {
    return Files.exists(jar());
  }

  private Path directory() {
    return root.resolve(service.module()).resolve("target/quarkus-app");
  }

  private Path jar() {
    return directory().resolve("quarkus-run.jar");
  }
}
