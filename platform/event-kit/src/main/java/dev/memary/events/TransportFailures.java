package dev.memary.events;

import com.fasterxml.jackson.core.JacksonException;
import io.vertx.core.http.HttpClosedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** What a broken connection to a neighbour, the broker or a database means. */
@ApplicationScoped
public class TransportFailures implements FailureClassifier {
  /** Shutting down, starting up, too many connections, read only after a fail-over. */
  private static final Set<String> SQL_AWAY = Set.of("57P01", "57P02", "57P03", "53300", "25006");

  private static final String SQL_CONNECTION = "08";

  @Override
  public Optional<FailureKind> kindOf(Throwable failure) {
    return switch (failure) {
      case RecordTooLargeException large -> Optional.of(FailureKind.REFUSED);
      case SerializationException unreadable -> Optional.of(FailureKind.REFUSED);
      // Who publishes waits for the broker, unless the record itself is wrong: see the cause.
      case EventsUnavailableException unpublished when !isRecordsFault(unpublished) ->
          Optional.of(FailureKind.UNAVAILABLE);
      case HttpClosedException closed -> Optional.of(FailureKind.UNAVAILABLE);
      case SQLTransientConnectionException away -> Optional.of(FailureKind.UNAVAILABLE);
      case SQLException sql when isAway(sql) -> Optional.of(FailureKind.UNAVAILABLE);
      // A time-out of reading; its connection stood.
      case InterruptedIOException slow -> Optional.of(FailureKind.SLOW);
      case TimeoutException slow -> Optional.of(FailureKind.SLOW);
      // Jackson's failures are no I/O.
      case JacksonException text -> Optional.of(FailureKind.FAILED);
      case IOException broken -> Optional.of(FailureKind.UNAVAILABLE);
      default -> Optional.empty();
    };
  }

  private static boolean isRecordsFault(EventsUnavailableException unpublished) {
    for (Throwable t = unpublished.getCause(); t != null; t = t.getCause()) {
      if (t instanceof RecordTooLargeException || t instanceof SerializationException) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAway(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && (state.startsWith(SQL_CONNECTION) || SQL_AWAY.contains(state));
  }
}
