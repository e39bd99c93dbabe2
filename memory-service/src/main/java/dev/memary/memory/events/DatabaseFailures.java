package dev.memary.memory.events;

import dev.memary.events.FailureClassifier;
import dev.memary.events.FailureKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jdbi.v3.core.ConnectionException;

/** No connection to PostgreSQL, for whatever reason, is nobody's fault. */
@ApplicationScoped
public class DatabaseFailures implements FailureClassifier {
  @Override
  public Optional<FailureKind> kindOf(Throwable failure) {
    return failure instanceof ConnectionException
        ? Optional.of(FailureKind.UNAVAILABLE)
        : Optional.empty();
  }
}
