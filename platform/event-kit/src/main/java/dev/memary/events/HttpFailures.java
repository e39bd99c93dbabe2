package dev.memary.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/** What a neighbour's answer over HTTP means. */
@ApplicationScoped
public class HttpFailures implements FailureClassifier {
  @Override
  public Optional<FailureKind> kindOf(Throwable failure) {
    return switch (failure) {
      case WebApplicationException answer -> Optional.of(kindOf(answer.getResponse().getStatus()));
      case CircuitBreakerOpenException open -> Optional.of(FailureKind.UNAVAILABLE);
      case BulkheadException full -> Optional.of(FailureKind.UNAVAILABLE);
      case TimeoutException slow -> Optional.of(FailureKind.SLOW);
      default -> Optional.empty();
    };
  }

  private static FailureKind kindOf(int status) {
    return switch (status) {
      // 401 and 403: the services do not trust each other (yet). No event is to blame for that.
      case 401, 403, 408, 425, 429, 502, 503, 504 -> FailureKind.UNAVAILABLE;
      // An operation that an older neighbour does not know may be there soon.
      case 404, 405 -> FailureKind.FAILED;
      default -> status >= 400 && status < 500 ? FailureKind.REFUSED : FailureKind.FAILED;
    };
  }
}
