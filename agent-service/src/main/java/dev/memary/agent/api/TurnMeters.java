package dev.memary.agent.api;

import dev.memary.agent.turn.Outcome;
import dev.memary.agent.turn.TurnReport;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Counts turns by how they ended, and what they went without. */
@ApplicationScoped
public class TurnMeters {
  private static final String TURNS = "memary.agent.turns";
  private static final String DEGRADED = "memary.degraded";

  private final MeterRegistry registry;

  public TurnMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void count(Outcome outcome, @Nullable TurnReport report) {
    countTurn(outcome.name().toLowerCase(Locale.ROOT));
    if (report != null) {
      report.degradedReasons().forEach(this::countDegraded);
    }
  }

  void countRefused() {
    countTurn("refused");
  }

  void countNotRecorded() {
    countTurn("not_recorded");
  }

  private void countTurn(String outcome) {
    registry.counter(TURNS, "outcome", outcome).increment();
  }

  private void countDegraded(String reason) {
    registry.counter(DEGRADED, "service", "agent-service", "reason", reason).increment();
  }
}
