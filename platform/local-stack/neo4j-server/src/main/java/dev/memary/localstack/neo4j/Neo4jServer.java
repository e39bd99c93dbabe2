package dev.memary.localstack.neo4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.BoltConnector.EncryptionLevel;
import org.neo4j.configuration.connectors.BoltConnectorInternalSettings;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.kernel.api.impl.index.lucene.LuceneSettings;

/**
 * A Neo4j that fits on a laptop: one database, Bolt on the loopback address only, authentication
 * on. It runs in the foreground, prints one line that starts with {@code READY} when clients may
 * connect, and shuts the database down cleanly on SIGTERM. After a SIGKILL the next start recovers
 * from the transaction log.
 */
public final class Neo4jServer {

  private static final long MEGABYTE = 1L << 20;
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(1);

  /** A growing graph would have every statement planned anew each 10 s. */
  private static final Duration REPLAN_INTERVAL = Duration.ofMinutes(2);

  /** Lucene's own default; Neo4j's 2 copies a growing full-text index again and again. */
  private static final int SEGMENTS_PER_MERGE = 10;

  private static final long READY_WITHIN_MILLIS = 120_000;

  private Neo4jServer() {}

  public static void main(String[] args) {
    try {
      run(Options.parse(args));
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(Options options) throws IOException {
    var server = start(options);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "neo4j-shutdown"));
    setPassword(server, Files.readString(options.passwordFile()).strip());
    if (!server
        .database(GraphDatabaseSettings.DEFAULT_DATABASE_NAME)
        .isAvailable(READY_WITHIN_MILLIS)) {
      throw new IllegalStateException("Neo4j's database did not become available");
    }
    System.out.println("READY bolt://127.0.0.1:" + options.port());
  }

  private static DatabaseManagementService start(Options options) {
    var address = new SocketAddress("127.0.0.1", options.port());
    return new DatabaseManagementServiceBuilder(options.home())
        .setConfig(BoltConnector.enabled, true)
        .setConfig(BoltConnector.listen_address, address)
        .setConfig(BoltConnector.advertised_address, address)
        .setConfig(BoltConnector.encryption_level, EncryptionLevel.DISABLED)
        .setConfig(BoltConnectorInternalSettings.thread_pool_shutdown_wait_time, LEAVE_WITHIN)
        .setConfig(BoltConnectorInternalSettings.connection_shutdown_wait_time, LEAVE_WITHIN)
        .setConfig(GraphDatabaseSettings.auth_enabled, true)
        .setConfig(GraphDatabaseSettings.udc_enabled, false)
        .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
        .setConfig(GraphDatabaseSettings.logical_log_rotation_threshold, 32 * MEGABYTE)
        .setConfig(GraphDatabaseSettings.keep_logical_logs, "128M size")
        .setConfig(
            GraphDatabaseSettings.pagecache_memory,
            Long.getLong("memary.neo4j.pagecache.mb", 64) * MEGABYTE)
        .setConfig(GraphDatabaseSettings.cypher_min_replan_interval, REPLAN_INTERVAL)
        .setConfig(LuceneSettings.lucene_merge_factor, SEGMENTS_PER_MERGE)
        .build();
  }

  /**
   * The password file is the truth: it is applied at every start, whatever was set before. ALTER
   * USER would refuse a password that is set already.
   */
  private static void setPassword(DatabaseManagementService server, String password) {
    try (var tx = server.database(GraphDatabaseSettings.SYSTEM_DATABASE_NAME).beginTx()) {
      tx.execute(
          "CREATE OR REPLACE USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED",
          Map.of("password", password));
      tx.commit();
    }
  }

  private record Options(Path home, int port, Path passwordFile) {

    static Options parse(String[] args) {
      Map<String, String> values = new HashMap<>();
      for (int i = 0; i + 1 < args.length; i += 2) {
        values.put(args[i], args[i + 1]);
      }
      if (!values.keySet().containsAll(List.of("--home", "--port", "--password-file"))) {
        throw new IllegalArgumentException(
            "usage: Neo4jServer --home DIR --port N --password-file FILE");
      }
      return new Options(
          Path.of(value(values, "--home")),
          Integer.parseInt(value(values, "--port")),
          Path.of(value(values, "--password-file")));
    }

    private static String value(Map<String, String> values, String name) {
      return Objects.requireNonNull(values.get(name), name);
    }
  }
}
