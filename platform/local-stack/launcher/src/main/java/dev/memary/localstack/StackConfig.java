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
 * What a stack remembers between starts: its ports, its generated secrets and whether its language
 * models are played. This file is the truth; every start applies it to the servers again.
 */
record StackConfig(Ports ports, Map<String, String> secrets, boolean fakeLlm) {

  static final String POSTGRES_SUPERUSER = "postgres";
  static final String NEO4J = "neo4j";
  static final String REDIS = "redis";
  static final String WEBHOOKS = "webhooks";

  private static final String SECRET = "password.";
  private static final String FAKE_LLM = "fake-llm";

  StackConfig {
    secrets = Map.copyOf(secrets);
  }

  static StackConfig generate(Ports ports) {
    var secrets = new TreeMap<String, String>();
    secrets.put(POSTGRES_SUPERUSER, Secrets.password());
    secrets.put(NEO4J, Secrets.password());
    secrets.put(REDIS, Secrets.password());
    secrets.put(WEBHOOKS, Secrets.password());
    for (var database : Database.values()) {
      database.roles().forEach(role -> secrets.put(role, Secrets.password()));
    }
    return new StackConfig(ports, secrets, false);
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
    properties.setProperty(FAKE_LLM, "" + fakeLlm);
    var text = new StringWriter();
    try {
      properties.store(text, "Ports and secrets of this stack. Keep it: the data needs them.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StackHome.writePrivate(home.properties(), text.toString());
  }

  StackConfig withPorts(Ports moved) {
    return new StackConfig(moved, secrets, fakeLlm);
  }

  StackConfig withFakeLlm(boolean wanted) {
    return new StackConfig(ports, secrets, wanted);
  }

  String secret(String name) {
    var secret = secrets.get(name);
    if (secret == null) {
      throw new StackException(
          "stack.properties has no password for %s; ./memary reset starts afresh.".formatted(name));
    }
    return secret;
  }

  /** With a key for webhooks, which earlier versions did not have. */
  StackConfig completed() {
    if (secrets.containsKey(WEBHOOKS)) {
      return this;
    }
    var all = new TreeMap<>(secrets);
    all.put(WEBHOOKS, Secrets.password());
    return new StackConfig(ports, all, fakeLlm);
  }

  private static StackConfig parse(Properties properties) {
    var secrets = new TreeMap<String, String>();
    for (var name : properties.stringPropertyNames()) {
      if (name.startsWith(SECRET)) {
        secrets.put(name.substring(SECRET.length()), properties.getProperty(name, ""));
      }
    }
    var fakeLlm = Boolean.parseBoolean(properties.getProperty(FAKE_LLM, "false"));
    return new StackConfig(ports(properties), secrets, fakeLlm);
  }

  /** A port that an earlier version did not know is moved as far as the gateway's was. */
  private static Ports ports(Properties properties) {
    var offset = number(properties, Port.GATEWAY, 0) - Port.GATEWAY.standard();
    var numbers = new EnumMap<Port, Integer>(Port.class);
    for (var port : Port.values()) {
      numbers.put(port, number(properties, port, offset));
    }
    return new Ports(numbers);
  }

  private static int number(Properties properties, Port port, int offset) {
    var moved = "" + (port.standard() + offset);
    return Integer.parseInt(properties.getProperty(port.key(), moved));
  }
}
