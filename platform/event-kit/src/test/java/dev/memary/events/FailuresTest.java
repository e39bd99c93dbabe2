package dev.memary.events;

import static dev.memary.events.FailureKind.FAILED;
import static dev.memary.events.FailureKind.REFUSED;
import static dev.memary.events.FailureKind.SLOW;
import static dev.memary.events.FailureKind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.http.HttpClosedException;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  private final BatchWork work =
      new BatchWork(
          List.of(new HttpFailures(), new TransportFailures()),
          (stage, record, cause, failure) -> {},
          new SimpleMeterRegistry(),
          1,
          1,
          Duration.ZERO,
          Duration.ZERO,
          1);

  static Stream<Arguments> failures() {
    return Stream.of(
        of(new ProcessingException(new ConnectException()), UNAVAILABLE),
        of(new ProcessingException(new UnknownHostException()), UNAVAILABLE),
        of(new ProcessingException(new HttpClosedException("closed")), UNAVAILABLE),
        of(new UncheckedIOException(new IOException("Connection reset")), UNAVAILABLE),
        of(new CircuitBreakerOpenException(), UNAVAILABLE),
        of(new RuntimeException(new SQLException("gone", "08006")), UNAVAILABLE),
        of(new RuntimeException(new SQLException("stopped", "57P01")), UNAVAILABLE),
        of(published(new NotEnoughReplicasException("one")), UNAVAILABLE),
        of(published(new RecordTooLargeException("2 MB")), REFUSED),
        of(new RuntimeException(new SQLException("check", "23514")), FAILED),
        of(new ProcessingException(new TimeoutException()), SLOW),
        of(new ProcessingException(new SocketTimeoutException()), SLOW),
        of(new org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException(), SLOW),
        of(new RuntimeException(new JsonParseException(null, "?")), FAILED),
        of(new NullPointerException(), FAILED),
        of(new StackOverflowError(), FAILED));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failure_isOfItsKind(Throwable failure, FailureKind kind) {
    assertThat(work.kindOf(failure)).isEqualTo(kind);
  }

  @Test
  void causesInACircle_endSomewhere() {
    RuntimeException one = new RuntimeException();
    RuntimeException other = new RuntimeException(one);
    one.initCause(other);

    assertThat(work.kindOf(one)).isEqualTo(FAILED);
  }

  private static Arguments of(Throwable failure, FailureKind kind) {
    return Arguments.of(failure, kind);
  }

  private static EventsUnavailableException published(Exception cause) {
    return new EventsUnavailableException("no", new ExecutionException(cause));
  }
}
