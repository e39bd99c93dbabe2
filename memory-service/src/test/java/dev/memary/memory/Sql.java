package dev.memary.memory;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Looks behind the service, as one of its roles. */
final class Sql {
  private Sql() {}

  /** Runs a statement with the tenant set; returns the number of rows it changed. */
  static int inTenant(DataSource role, String tenant, String statement) {
    return run(
        role,
        tenant,
        connection -> {
          try (var s = connection.createStatement()) {
            return s.executeUpdate(statement);
          }
        });
  }

  /** The first column of the first row, with the tenant set. */
  static String text(DataSource role, String tenant, String query) {
    return run(role, tenant, connection -> first(connection, query));
  }

  static long count(DataSource role, String tenant, String query) {
    return Long.parseLong(text(role, tenant, "SELECT count(*) FROM " + query));
  }

  /** The first column of the first row, without any tenant. */
  static String textOfNobody(DataSource role, String query) throws SQLException {
    try (var connection = role.getConnection()) {
      return first(connection, query);
    }
  }

  private static String first(Connection connection, String query) throws SQLException {
    try (var s = connection.createStatement();
        var rows = s.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T apply(Connection connection) throws SQLException;
  }

  private static <T> T run(DataSource role, String tenant, Work<T> work) {
    try (var connection = role.getConnection()) {
      connection.setAutoCommit(false);
      try (var s = connection.prepareStatement("SELECT set_config('memary.tenant', ?, true)")) {
        s.setString(1, tenant);
        s.execute();
      }
      T result = work.apply(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
