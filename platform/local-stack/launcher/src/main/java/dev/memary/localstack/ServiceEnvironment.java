package dev.memary.localstack;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells a service where everything is, in configuration properties. A service learns only the
 * passwords of its own stores.
 */
public final class ServiceEnvironment {

  private final StackHome home;
  private final StackConfig config;

  ServiceEnvironment(StackHome home, StackConfig config) {
    this.home = home;
    this.config = config;
  }

  /** The properties of a service that runs on its fixed ports. */
  public Map<String, String> of(Service service) {
    var properties = shared(service);
    properties.put("quarkus.http.host", "127.0.0.1");
    properties.put("quarkus.http.port", "" + config.ports().of(service.port()));
    properties.put("quarkus.management.host", "127.0.0.1");
    properties.put("quarkus.management.port", "" + config.ports().of(service.managementPort()));
    if (service == Service.ROUTER && config.fakeLlm()) {
      properties.putAll(FakeLlm.settings(config.ports()));
    }
    if (service == Service.MEMORY && config.fakeLlm()) {
      properties.put("memary.summaries.by-model", "false");
    }
    if (service == Service.WORKER && config.fakeLlm()) {
      properties.put("memary.extraction.by", "classical");
    }
    return properties;
  }

  /**
   * The properties of a service under test: it listens wherever there is room. Beside its own key
   * lie those of the others, so that a test can play its callers.
   */
  public Map<String, String> forTests(Service service) {
    var properties = shared(service);
    properties.put("quarkus.http.test-port", "0");
    properties.put("quarkus.management.test-port", "0");
    return properties;
  }

  /** The same settings as environment variables. */
  static Map<String, String> asVariables(Map<String, String> properties) {
    var variables = new TreeMap<String, String>();
    properties.forEach((name, value) ->
        variables.put(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value));
    return variables;
  }

  private Map<String, String> shared(Service service) {
    var properties = new TreeMap<String, String>();
    service.database().ifPresent(database -> putDatabase(properties, database));
    if (service == Service.KG) {
      properties.put("memary.neo4j.uri", "bolt://127.0.0.1:" + config.ports().of(Port.NEO4J));
      properties.put("memary.neo4j.password", config.secret(StackConfig.NEO4J));
    }
    if (service == Service.MEMORY) {
      properties.put("memary.storage.folder", home.data("objects").toString());
      properties.put("memary.webhooks.key", config.secret(StackConfig.WEBHOOKS));
    }
    if (service == Service.GATEWAY) {
      properties.put("memary.bootstrap.key-file", home.apiKey().toString());
    }
    properties.put("kafka.bootstrap.servers", "127.0.0.1:" + config.ports().of(Port.KAFKA));
    properties.put(
        "memary.redis.url",
        "redis://:%s@127.0.0.1:%d"
            .formatted(config.secret(StackConfig.REDIS), config.ports().of(Port.REDIS)));
    properties.put(
        "memary.identity.private-key", ServiceKeys.file(home, service.module()).toString());
    properties.put("memary.identity.trusted-keys", ServiceKeys.trusted(home).toString());
    for (var other : Service.values()) {
      other
          .urlProperty()
          .ifPresent(
              name -> properties.put(name, "http://127.0.0.1:" + config.ports().of(other.port())));
    }
    return properties;
  }

  private void putDatabase(Map<String, String> properties, Database database) {
    properties.put(
        "memary.db.url",
        "jdbc:postgresql://127.0.0.1:%d/%s"
            .formatted(config.ports().of(Port.POSTGRES), database.databaseName()));
    properties.put("memary.db.owner.password", config.secret(database.owner()));
    properties.put("memary.db.app.password", config.secret(database.app()));
    properties.put("memary.db.jobs.password", config.secret(database.jobs()));
  }
}
