package dev.memary.systemtests.bench;

import dev.memary.systemtests.bench.Report.Added;
import dev.memary.systemtests.bench.Report.Comparison;
import dev.memary.systemtests.bench.Report.Held;
import dev.memary.systemtests.bench.Report.Quantiles;
import dev.memary.systemtests.bench.Report.Side;
import dev.memary.systemtests.bench.Report.Streams;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints a report for people. */
final class Table {
  private static final String ROW = "  %-9s %5s %-8s %6s | %-17s | %-15s | %-15s | %-15s | %7s%n";
  private static final double MEGABYTE = 1 << 20;

  private final PrintStream out;

  Table(PrintStream out) {
    this.out = out;
  }

  void print(Report report) {
    comparisons(report);
    report.streams().forEach(this::streams);
    out.println();
    report.held().forEach(this::held);
    out.println();
    report.comparisons().stream()
        .filter(row -> row.gateway().equals("memary") && row.load().equals(Report.OF_TARGETS))
        .forEach(this::target);
  }

  private void comparisons(Report report) {
    out.printf("%nMilliseconds, 50th / 99th percentile, from when a request was due%n");
    row(
        "gateway",
        "KB",
        "answer",
        "rate/s",
        "direct",
        "added",
        "added to first",
        "added to gaps",
        "CPU each");
    report
        .comparisons()
        .forEach(seen ->
            row(
                seen.gateway(),
                seen.load().kilobytes(),
                answer(seen),
                seen.load().rate(),
                pair(seen.direct().total()),
                pair(seen.total()),
                pair(seen.firstToken()),
                pair(seen.gap()),
                number(seen.cpuPerRequest())));
    report.comparisons().forEach(this::errors);
    out.printf(
        "  The client was late by at most %s ms at the 99th percentile; load average %s to %s.%n",
        number(report.comparisons().stream().mapToDouble(Comparison::late).max().orElse(0)),
        number(report.comparisons().stream().mapToDouble(Comparison::systemLoad).min().orElse(0)),
        number(report.comparisons().stream().mapToDouble(Comparison::systemLoad).max().orElse(0)));
  }

  private void row(Object... columns) {
    out.printf(Locale.ROOT, ROW, columns);
  }

  private static String answer(Comparison seen) {
    return seen.streamed() ? "streamed" : "whole";
  }

  private void errors(Comparison seen) {
    errors("direct", seen, seen.direct());
    errors(seen.gateway(), seen, seen.routed());
  }

  private void errors(String route, Comparison seen, Side side) {
    if (!side.errors().isEmpty()) {
      out.printf(
          "  ERRORS: %s, %d KB, %s, beside %s: %s%n",
          route, seen.load().kilobytes(), answer(seen), seen.gateway(), side.errors());
    }
  }

  private void streams(Streams seen) {
    out.printf(
        Locale.ROOT,
        "%n%s with %d open streams: %.0f MB resident, %.0f MB before: %.1f MB for 1,000%s%n",
        seen.gateway(),
        seen.open(),
        seen.with().resident() / MEGABYTE,
        seen.before().resident() / MEGABYTE,
        seen.residentPerThousand() / MEGABYTE,
        seen.livePerThousand() == null
            ? ""
            : String.format(
                Locale.ROOT,
                ", of them %.1f live on the heap.",
                seen.livePerThousand() / MEGABYTE));
    if (!seen.errors().isEmpty()) {
      out.printf("  ERRORS: %s%n", seen.errors());
    }
  }

  private void held(Held held) {
    out.printf("Highest rate without errors, %s: %d/s%n", held.route(), held.perSecond());
  }

  private void target(Comparison seen) {
    Added waiting = seen.waiting();
    out.printf(
        "Target at 1 KB and 200/s, %s: at most %s / %s added; %s: %s.%n",
        seen.streamed() ? "first token" : "whole answer",
        number(Report.MOST_ADDED_MEDIAN),
        number(Report.MOST_ADDED_P99),
        seen.withinTargets() ? "met" : "MISSED",
        pair(waiting));
  }

  private static String pair(@Nullable Quantiles quantiles) {
    return quantiles == null ? "" : number(quantiles.p50()) + " / " + number(quantiles.p99());
  }

  private static String pair(@Nullable Added added) {
    return added == null ? "" : number(added.p50()) + " / " + number(added.p99());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
