package dev.memary.kg.events;

import dev.memary.events.FailureClassifier;
import dev.memary.events.FailureKind;
import dev.memary.kg.graph.SpaceBusyException;
import dev.memary.kg.retrieval.CacheUnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.neo4j.driver.exceptions.SecurityException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.exceptions.TransientException;

/** What a failure of Neo4j, or of Redis, means. */
@ApplicationScoped
public class GraphFailures implements FailureClassifier {
  @Override
  public Optional<FailureKind> kindOf(Throwable failure) {
    return switch (failure) {
      case ServiceUnavailableException away -> Optional.of(FailureKind.UNAVAILABLE);
      case SessionExpiredException leaderGone -> Optional.of(FailureKind.UNAVAILABLE);
      case SecurityException credentials -> Optional.of(FailureKind.UNAVAILABLE);
      case CacheUnavailableException away -> Optional.of(FailureKind.UNAVAILABLE);
      case SpaceBusyException rebuilt -> Optional.of(FailureKind.UNAVAILABLE);
      case TransientException e when e.code().endsWith(".DatabaseUnavailable") ->
          Optional.of(FailureKind.UNAVAILABLE);
      default -> Optional.empty();
    };
  }
}
