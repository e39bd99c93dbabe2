package dev.memary.agent.api;

import dev.memary.agent.turn.TurnReport;
import java.util.List;
import java.util.UUID;

/** The field {@code memary} of an answer: what memory did. */
record ReportView(
    String space,
    String sessionId,
    boolean degraded,
    List<String> degradedReasons,
    List<UUID> recalledIds,
    List<UUID> memoryIds,
    boolean captured) {
  static final String FIELD = "memary";

  static ReportView of(TurnReport report) {
    return new ReportView(
        report.space(),
        report.sessionId(),
        report.degraded(),
        report.degradedReasons(),
        report.recalledIds(),
        report.memoryIds(),
        report.captured());
  }
}
