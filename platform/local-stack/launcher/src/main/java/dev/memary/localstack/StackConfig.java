package dev.memary.localstack;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a stack remembers between starts: its ports and its generated secrets. This file is the
 * truth; every start applies it to the servers again.
 */
record StackConfig(Ports ports, Map<String, String> secrets) {

  static final String POSTGRES_SUPERUSER = "postgres";
  static final String NEO4J = "neo4j";
  static final String REDIS = "redis";

  private static final String SECRET = "password.";

  StackConfig {
    secrets = Map.copyOf(secrets);
  }

  static StackConfig generate(Ports ports) {
    var secrets = new TreeMap<String, String>();
    secrets.put(POSTGRES_SUPERUSER, Secrets.password());
    secrets.put(NEO4J, Secrets.password());
    secrets.put(REDIS, Secrets.password());
    for (var database : Database.values()) {
      database.roles().forEach(role -> secrets.put(role, Secrets.password()));
    }
    return new StackConfig(ports, secrets);
  }

  static Optional<StackConfig> load(StackHome home) {
    if (!Files.exists(home.properties())) {
      return Optional.empty();
    }
    var properties = new Properties();
    try (var in = Files.newBufferedReader(home.properties())) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(parse(properties));
  }

  void save(StackHome home) {
    var properties = new Properties();
    ports.numbers().forEach((port, number) -> properties.setProperty(port.key(), "" + number));
    secrets.forEach((name, secret) -> properties.setProperty(SECRET + name, secret));
    var text = new StringWriter();
    try {
      properties.store(text, "Ports and secrets of this stack. Keep it: the data needs them.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StackHome.writePrivate(home.properties(), text.toString());
  }

  StackConfig withPorts(Ports moved) {
    return new StackConfig(moved, secrets);
  }

  String secret(String name) {
    var secret = secrets.get(name);
    if (secret == null) {
      throw new StackException(
          "stack.properties has no password for %s; ./memary reset starts afresh.".formatted(name));
    }
    return secret;
  }

  private static StackConfig parse(Properties properties) {
    var numbers = new EnumMap<Port, Integer>(Port.class);
    for (var port : Port.values()) {
      numbers.put(port, Integer.valueOf(properties.getProperty(port.key(), "" + port.standard())));
    }
    var secrets = new TreeMap<String, String>();
    for (var name : properties.stringPropertyNames()) {
      if (name.startsWith(SECRET)) {
        secrets.put(name.substring(SECRET.length()), properties.getProperty(name, ""));
      }
    }
    return new StackConfig(new Ports(numbers), secrets);
  }
}
