package dev.memary.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * PostgreSQL, run directly and with every durability setting on: it is the system of record.
 *
 * <p>PostgreSQL refuses to run as root. Where we are root, as in many containers, it gets a user
 * namespace of its own, in which it is nobody.
 */
final class PostgresServer implements Member {

  static final String NAME = "postgres";

  private static final int CONNECT_SECONDS = 5;

  /** Character classes must know more than ASCII, or trigram search ignores other scripts. */
  private static final List<String> CHARACTER_TYPES = List.of("C.UTF-8", "en_US.UTF-8", "C");

  private final StackHome home;
  private final StackConfig config;

  PostgresServer(StackHome home, StackConfig config) {
    this.home = home;
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.POSTGRES);
  }

  @Override
  public Launch prepare() throws IOException {
    var bin = PostgresBinaries.unpack(home.bin());
    createCluster(bin);
    var command = new ArrayList<>(asNobodyIfRoot());
    command.addAll(List.of(bin.resolve("postgres").toString(), "-D", data().toString()));
    settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return new Launch(command, Map.of("LC_ALL", "C"), home.directory());
  }

  @Override
  public boolean ready() {
    try (var connection = connect("postgres")) {
      return connection.isValid(CONNECT_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void afterReady() throws IOException {
    try {
      new PostgresBootstrap(config, this::connect).run();
    } catch (SQLException e) {
      throw new IOException("PostgreSQL could not be set up: " + e.getMessage(), e);
    }
  }

  /** After a SIGKILL the orphaned backends hold the shared memory for another moment. */
  @Override
  public int attempts() {
    return 5;
  }

  /** Fast shutdown: SIGTERM would wait for every client to leave. */
  @Override
  public String stopSignal() {
    return "INT";
  }

  private Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("listen_addresses", "127.0.0.1"),
        Map.entry("port", "" + config.ports().of(Port.POSTGRES)),
        Map.entry("unix_socket_directories", ""),
        Map.entry("fsync", "on"),
        Map.entry("synchronous_commit", "on"),
        Map.entry("full_page_writes", "on"),
        Map.entry("shared_buffers", "64MB"),
        Map.entry("max_connections", "200"),
        Map.entry("jit", "off"),
        Map.entry("timezone", "UTC"),
        Map.entry("log_timezone", "UTC"));
  }

  private Connection connect(String database) throws SQLException {
    var url =
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(config.ports().of(Port.POSTGRES), database);
    var login = new Properties();
    login.setProperty("user", StackConfig.POSTGRES_SUPERUSER);
    login.setProperty("password", config.secret(StackConfig.POSTGRES_SUPERUSER));
    login.setProperty("loginTimeout", "" + CONNECT_SECONDS);
    return DriverManager.getConnection(url, login);
  }

  private Path data() {
    return home.data(NAME);
  }

  /** Built beside its final place, so an interrupted first start leaves nothing half made. */
  private void createCluster(Path bin) throws IOException {
    if (Files.exists(data().resolve("PG_VERSION"))) {
      return;
    }
    var fresh = home.data(NAME + ".new");
    var password = home.run().resolve("postgres.password");
    StackHome.writePrivate(password, config.secret(StackConfig.POSTGRES_SUPERUSER));
    try {
      initdb(bin, fresh, password);
    } finally {
      Files.deleteIfExists(password);
    }
    Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void initdb(Path bin, Path fresh, Path password) throws IOException {
    for (var characterType : CHARACTER_TYPES) {
      StackHome.deleteTree(fresh);
      if (initdb(bin, fresh, password, characterType)) {
        return;
      }
    }
    throw new IOException("initdb failed; see " + home.log("initdb"));
  }

  private boolean initdb(Path bin, Path fresh, Path password, String characterType)
      throws IOException {
    var command = new ArrayList<>(asNobodyIfRoot());
    command.addAll(
        List.of(
            bin.resolve("initdb").toString(),
            "--pgdata=" + fresh,
            "--username=" + StackConfig.POSTGRES_SUPERUSER,
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--lc-ctype=" + characterType,
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8"));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.log("initdb").toFile())
            .start();
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> asNobodyIfRoot() {
    if (!Platform.isRoot()) {
      return List.of();
    }
    if (Platform.run(List.of("unshare", "-U", "id", "-u")).isEmpty()) {
      throw new StackException(
          "PostgreSQL does not run as root and this system allows root no user namespace"
              + " (unshare -U fails); start Memary as an ordinary user.");
    }
    return List.of("unshare", "-U");
  }
}
