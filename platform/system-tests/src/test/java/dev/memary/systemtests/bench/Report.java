package dev.memary.systemtests.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.memary.systemtests.bench.Bench.Seen;
import dev.memary.systemtests.bench.Measured.Memory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Everything that was measured; times are milliseconds. */
public record Report(
    String at,
    Machine machine,
    List<Comparison> comparisons,
    List<Streams> streams,
    List<Held> held) {
  static final double MOST_ADDED_MEDIAN = 0.3;
  static final double MOST_ADDED_P99 = 2;
  static final Load OF_TARGETS = new Load(1, 200);

  private static final double NANOS_PER_MILLI = 1e6;

  /** Where it was measured. */
  public record Machine(String system, int processors, String java) {
    public static Machine here() {
      return new Machine(
          System.getProperty("os.name") + " " + System.getProperty("os.arch"),
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("java.runtime.version"));
    }
  }

  /** Some of a distribution. */
  record Quantiles(long count, double p50, double p90, double p99, double max) {
    static @Nullable Quantiles of(Histogram seen) {
      return seen.getTotalCount() == 0
          ? null
          : new Quantiles(
              seen.getTotalCount(),
              seen.getValueAtPercentile(50) / NANOS_PER_MILLI,
              seen.getValueAtPercentile(90) / NANOS_PER_MILLI,
              seen.getValueAtPercentile(99) / NANOS_PER_MILLI,
              seen.getMaxValue() / NANOS_PER_MILLI);
    }
  }

  /** The answers on one route; first token and gap only of streams. */
  record Side(
      @Nullable Quantiles firstToken,
      @Nullable Quantiles gap,
      @Nullable Quantiles total,
      Map<String, Integer> errors) {
    static Side of(Figures seen) {
      return new Side(
          Quantiles.of(seen.first()),
          Quantiles.of(seen.gap()),
          Quantiles.of(seen.total()),
          seen.errors());
    }
  }

  /** By how much a quantile is larger through the gateway. */
  record Added(double p50, double p99) {
    static @Nullable Added of(@Nullable Quantiles direct, @Nullable Quantiles routed) {
      return direct == null || routed == null
          ? null
          : new Added(routed.p50() - direct.p50(), routed.p99() - direct.p99());
    }
  }

  /**
   * The same requests, directly and through a gateway, in one run.
   *
   * @param cpuPerRequest of the gateway's process
   * @param late the 99th percentile of how late the client itself started requests
   * @param systemLoad the machine's load average at the end
   */
  record Comparison(
      String gateway,
      Load load,
      boolean streamed,
      Side direct,
      Side routed,
      @Nullable Added firstToken,
      @Nullable Added gap,
      @Nullable Added total,
      double cpuPerRequest,
      double late,
      double systemLoad) {
    static Comparison of(String gateway, Load load, boolean streamed, Seen seen, Duration cpu) {
      Side direct = Side.of(seen.routes().getFirst());
      Side routed = Side.of(seen.routes().getLast());
      long requests = seen.late().getTotalCount() / seen.routes().size();
      return new Comparison(
          gateway,
          load,
          streamed,
          direct,
          routed,
          Added.of(direct.firstToken(), routed.firstToken()),
          Added.of(direct.gap(), routed.gap()),
          Added.of(direct.total(), routed.total()),
          cpu.toNanos() / NANOS_PER_MILLI / requests,
          seen.late().getValueAtPercentile(99) / NANOS_PER_MILLI,
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    boolean flawless() {
      return direct.errors().isEmpty() && routed.errors().isEmpty();
    }

    /** What a client waits for: the first word, or the whole where there is no first word. */
    @Nullable Added waiting() {
      return streamed ? firstToken : total;
    }

    boolean withinTargets() {
      Added waiting = waiting();
      return waiting != null
          && waiting.p50() <= MOST_ADDED_MEDIAN
          && waiting.p99() <= MOST_ADDED_P99;
    }
  }

  /** Memory of a gateway without streams, and while they are open. */
  record Streams(
      String gateway, long open, Map<String, Integer> errors, Memory before, Memory with) {
    private static final int MANY = 1000;

    double residentPerThousand() {
      return (double) (with.resident() - before.resident()) * MANY / Math.max(1, open);
    }

    @Nullable Double livePerThousand() {
      return with.live() == null || before.live() == null
          ? null
          : (double) (with.live() - before.live()) * MANY / Math.max(1, open);
    }
  }

  /** The highest rate that a route held. */
  record Held(String route, int perSecond) {}

  static Report empty(String at) {
    return new Report(at, Machine.here(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  boolean flawless() {
    return comparisons.stream().allMatch(Comparison::flawless)
        && streams.stream().allMatch(open -> open.errors().isEmpty());
  }

  void writeTo(Path file) throws IOException {
    new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
  }
}
