package dev.memary.memory.store;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears from other replicas that there is something in the outbox, on a connection of its own that
 * no pool takes back. While it is cut off the relay goes on by looking once a second.
 */
@ApplicationScoped
public class OutboxListener {
  static final String CHANNEL = "memary_outbox";

  private static final Logger LOG = Logger.getLogger(OutboxListener.class);
  private static final int SILENCE_MS = 10_000;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final String url;
  private final Properties credentials = new Properties();
  private final OutboxSignal signal;
  private final Thread thread;
  private volatile int backendPid;
  private Duration pause = FIRST_PAUSE;

  public OutboxListener(
      @ConfigProperty(name = "quarkus.datasource.jobs.jdbc.url") String url,
      @ConfigProperty(name = "quarkus.datasource.jobs.username") String user,
      @ConfigProperty(name = "quarkus.datasource.jobs.password") String password,
      OutboxSignal signal) {
    this.url = url;
    this.signal = signal;
    credentials.setProperty("user", user);
    credentials.setProperty("password", password);
    credentials.setProperty("ApplicationName", "memory-service outbox listener");
    credentials.setProperty("tcpKeepAlive", "true");
    credentials.setProperty("connectTimeout", "5");
    this.thread = Thread.ofVirtual().name("outbox-listener").unstarted(this::run);
  }

  public void start(@Observes StartupEvent event) {
    thread.start();
  }

  /** An interrupted read closes the connection. */
  public void stop(@Observes ShutdownEvent event) {
    thread.interrupt();
  }

  /** The server process that this listens to, as in pg_stat_activity; 0 while cut off. */
  public int backendPid() {
    return backendPid;
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try (Connection connection = DriverManager.getConnection(url, credentials)) {
        listen(connection);
      } catch (SQLException | RuntimeException e) {
        backendPid = 0;
        if (!reconnectLater(e)) {
          return;
        }
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
      backendPid = postgres.getBackendPID();
      pause = FIRST_PAUSE;
      signal.heard(); // of whatever was written while nobody listened
      while (!Thread.currentThread().isInterrupted()) {
        PGNotification[] heard = postgres.getNotifications(SILENCE_MS);
        if (heard != null && heard.length > 0) {
          signal.heard();
        } else {
          statement.execute("SELECT 1"); // is anybody still there?
        }
      }
    }
  }

  private boolean reconnectLater(Exception failure) {
    if (Thread.currentThread().isInterrupted()) {
      return false;
    }
    LOG.warnf(
        "The connection that listens for the outbox was lost (%s) and is made again in %s; until"
            + " then the outbox is looked at once a second",
        failure instanceof SQLException sql
            ? "SQL state " + sql.getSQLState()
            : failure.getClass().getSimpleName(),
        pause);
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    pause = pause.multipliedBy(2);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    return true;
  }
}
