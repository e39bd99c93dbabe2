package dev.memary.localstack;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates roles, databases and extensions, and may run again at every start. Nobody but the owner
 * may create anything, and the roles the services work with get no table here: the migrations grant
 * what each may touch.
 */
final class PostgresBootstrap {

  private static final List<String> EXTENSIONS = List.of("pg_trgm", "unaccent", "pgcrypto");
  private static final List<String> DURABLE = List.of("fsync", "synchronous_commit");

  private final StackConfig config;
  private final Connector connector;

  PostgresBootstrap(StackConfig config, Connector connector) {
    this.config = config;
    this.connector = connector;
  }

  void run() throws SQLException {
    try (var connection = connector.connect("postgres")) {
      refuseUnlessDurable(connection);
      for (var database : Database.values()) {
        createRoles(connection, database);
        createDatabase(connection, database);
      }
    }
    for (var database : Database.values()) {
      try (var connection = connector.connect(database.databaseName())) {
        prepare(connection, database);
      }
    }
  }

  private static void refuseUnlessDurable(Connection connection) throws SQLException {
    for (var setting : DURABLE) {
      if (!"on".equals(text(connection, "SHOW " + setting))) {
        throw new StackException(
            "PostgreSQL runs with %s off and could lose what it acknowledged.".formatted(setting));
      }
    }
  }

  private void createRoles(Connection connection, Database database) throws SQLException {
    for (var role : database.roles()) {
      if (text(connection, "SELECT 1 FROM pg_roles WHERE rolname = '%s'".formatted(role)) == null) {
        execute(connection, "CREATE ROLE " + role);
      }
      execute(
          connection,
          "ALTER ROLE %s LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '%s'"
              .formatted(role, config.secret(role)));
    }
  }

  private static void createDatabase(Connection connection, Database database) throws SQLException {
    var name = database.databaseName();
    if (text(connection, "SELECT 1 FROM pg_database WHERE datname = '%s'".formatted(name))
        == null) {
      execute(connection, "CREATE DATABASE %s OWNER %s".formatted(name, database.owner()));
    }
    execute(connection, "REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(name));
    execute(connection, "GRANT CONNECT ON DATABASE %s TO %s".formatted(name, workers(database)));
  }

  private static void prepare(Connection connection, Database database) throws SQLException {
    execute(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    execute(connection, "GRANT USAGE, CREATE ON SCHEMA public TO " + database.owner());
    execute(connection, "GRANT USAGE ON SCHEMA public TO " + workers(database));
    for (var extension : EXTENSIONS) {
      execute(connection, "CREATE EXTENSION IF NOT EXISTS " + extension + " SCHEMA public");
    }
  }

  private static String workers(Database database) {
    return database.app() + ", " + database.jobs();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static @Nullable String text(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** Opens a connection to a database as the superuser. */
  @FunctionalInterface
  interface Connector {
    Connection connect(String database) throws SQLException;
  }
}
