package dev.memary.systemtests.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.memary.systemtests.bench.Report.Machine;
import dev.memary.systemtests.graph.Hops.Mean;
import dev.memary.systemtests.graph.Searches.Seen;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Everything that was measured; times are milliseconds unless they are said to be seconds. */
record GraphReport(String at, Machine machine, long seed, List<OfSize> sizes) {
  static final double MOST_P50 = 15;
  static final double MOST_P95 = 50;
  static final double LEAST_RECALL = 0.99;

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MEGABYTE = 1 << 20;

  /**
   * One size.
   *
   * @param counts nodes by label and relations by type
   * @param filtered how right the store's own searches are in small spaces
   */
  record OfSize(
      int nodes,
      int spaces,
      int largestSpace,
      long fillSeconds,
      long indexSeconds,
      Map<String, Long> counts,
      List<Searched> searches,
      Footprint footprint,
      JsonNode filtered) {}

  /**
   * Searches of one kind.
   *
   * @param late the 99th percentile of how late the client itself started requests
   * @param systemLoad the machine's load average at the end
   * @param means by service and by query of the graph
   */
  record Searched(
      String what,
      int perSecond,
      long answered,
      Map<String, Integer> errors,
      double p50,
      double p95,
      double p99,
      double max,
      double resultsEach,
      double late,
      double systemLoad,
      Map<String, Mean> means) {
    static Searched of(String what, int perSecond, Seen seen, Map<String, Mean> means) {
      Histogram total = seen.figures().total();
      return new Searched(
          what,
          perSecond,
          total.getTotalCount(),
          seen.figures().errors(),
          total.getValueAtPercentile(50) / NANOS_PER_MILLI,
          total.getValueAtPercentile(95) / NANOS_PER_MILLI,
          total.getValueAtPercentile(99) / NANOS_PER_MILLI,
          total.getMaxValue() / NANOS_PER_MILLI,
          (double) seen.results() / Math.max(1, total.getTotalCount()),
          seen.late().total().getValueAtPercentile(99) / NANOS_PER_MILLI,
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
          means);
    }

    boolean withinTargets() {
      return errors.isEmpty() && p50 <= MOST_P50 && p95 <= MOST_P95;
    }
  }

  static GraphReport empty(String at, long seed) {
    return new GraphReport(at, Machine.here(), seed, new ArrayList<>());
  }

  boolean flawless() {
    return sizes.stream()
        .flatMap(size -> size.searches().stream())
        .allMatch(searched -> searched.errors().isEmpty());
  }

  void writeTo(Path file) throws IOException {
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
  }

  /** For people. */
  static void print(OfSize size, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%n%,d nodes in %,d spaces, the largest with %,d episodes: %s%n",
        size.nodes(),
        size.spaces(),
        size.largestSpace(),
        size.counts());
    out.printf(
        Locale.ROOT,
        "  filled in %d s, search indexes in %d s%n",
        size.fillSeconds(),
        size.indexSeconds());
    print(size.footprint(), size.nodes(), out);
    print(size.filtered(), out);
  }

  static void print(Searched seen, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "  searches in %s, %d/s: p50 %.1f, p95 %.1f, p99 %.1f, longest %.1f ms; %d answered, %.1f results each%n"
            + "    (targets p50 %.0f, p95 %.0f: %s; client late by %.1f at p99; load average %.1f)%n",
        seen.what(),
        seen.perSecond(),
        seen.p50(),
        seen.p95(),
        seen.p99(),
        seen.max(),
        seen.answered(),
        seen.resultsEach(),
        MOST_P50,
        MOST_P95,
        seen.withinTargets() ? "met" : "MISSED",
        seen.late(),
        seen.systemLoad());
    seen.means()
        .forEach((name, mean) ->
            out.printf(
                Locale.ROOT,
                "      %-28s %6d times %8.2f ms%n",
                name,
                mean.calls(),
                mean.millis()));
    if (!seen.errors().isEmpty()) {
      out.printf("    ERRORS: %s%n", seen.errors());
    }
  }

  private static void print(Footprint taken, int nodes, PrintStream out) {
    out.printf("  resident MB: %s%n", megabytes(taken.resident()));
    out.printf(
        "  live heap MB: %s; Neo4j runs with %s%n", megabytes(taken.live()), taken.neo4jOptions());
    double millions = nodes / 1e6;
    out.printf(
        Locale.ROOT,
        "  disk MB (for a million nodes): graph %.0f (%.0f), indexes %.0f (%.0f), transaction log %.0f, PostgreSQL %.0f%n",
        taken.graph() / MEGABYTE,
        taken.graph() / MEGABYTE / millions,
        taken.indexes() / MEGABYTE,
        taken.indexes() / MEGABYTE / millions,
        taken.log() / MEGABYTE,
        taken.postgres() / MEGABYTE);
  }

  private static String megabytes(Map<String, Long> bytes) {
    StringBuilder text = new StringBuilder();
    bytes.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : ", ")
            .append(String.format(Locale.ROOT, "%s %.0f", name, value / MEGABYTE)));
    return text.toString();
  }

  private static void print(JsonNode seen, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "  filtered search, %d questions to %d small spaces: vectors' recall@10 %.4f (worst %.1f; target %.2f: %s),"
            + " among thirty proposed %.4f;%n    words match the same in %.1f %% of questions, best thirty the same to %.1f %%;"
            + " vectors p50/p95 %.1f/%.1f ms, words %.1f/%.1f ms%n",
        seen.get("questions").asInt(),
        seen.get("spaces").asInt(),
        seen.get("vectorRecall").asDouble(),
        seen.get("worstVectorRecall").asDouble(),
        LEAST_RECALL,
        seen.get("vectorRecall").asDouble() >= LEAST_RECALL ? "met" : "MISSED",
        seen.get("proposedRecall").asDouble(),
        100 * seen.get("wordMatchesEqual").asDouble(),
        100 * seen.get("wordOverlap").asDouble(),
        seen.get("vectorMillis50").asDouble(),
        seen.get("vectorMillis95").asDouble(),
        seen.get("wordMillis50").asDouble(),
        seen.get("wordMillis95").asDouble());
  }
}
