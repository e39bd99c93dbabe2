package dev.memary.events;

import java.util.Optional;

/**
 * Port: knows some failures by their type. Every bean of this type is asked about the failure and
 * then about each of its causes; what none knows is {@link FailureKind#FAILED}.
 */
public interface FailureClassifier {
  /** The kind of this one failure, without its causes; empty when it is not known here. */
  Optional<FailureKind> kindOf(Throwable failure);
}
