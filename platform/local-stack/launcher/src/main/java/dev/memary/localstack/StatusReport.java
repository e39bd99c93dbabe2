package dev.memary.localstack;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jspecify.annotations.Nullable;

/** The processes of a stack, as a table for people or as JSON for programs. */
record StatusReport(List<ProcessStatus> processes) {

  private static final long MEGABYTE = 1L << 20;

  static String nothingAsJson() {
    return new StatusReport(List.of()).asJson();
  }

  static long megabytes(ProcessStatus process) {
    return process.residentBytes() == null ? 0 : process.residentBytes() / MEGABYTE;
  }

  String asText() {
    var text = new StringBuilder();
    text.append(row("process", "state", "pid", "port", "MB", "uptime"));
    for (var process : processes) {
      text.append(
          row(
              process.name(),
              word(process.state()),
              orDash(process.pid()),
              process.port(),
              process.pid() == null ? "-" : megabytes(process),
              process.uptime() == null ? "-" : inWords(process.uptime())));
    }
    return text.append(row("together", "", "", "", total(), "")).toString().stripTrailing();
  }

  String asJson() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("processes", processes.stream().map(StatusReport::fields).toList());
    document.put("rss_mb", total());
    return JsonUtil.toJson(document);
  }

  private static Map<String, Object> fields(ProcessStatus process) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", process.name());
    fields.put("state", word(process.state()).replace(' ', '_'));
    fields.put("port", process.port());
    if (process.pid() != null) {
      fields.put("pid", process.pid());
      fields.put("rss_mb", megabytes(process));
    }
    if (process.uptime() != null) {
      fields.put("uptime_seconds", process.uptime().toSeconds());
    }
    return fields;
  }

  private long total() {
    return processes.stream().mapToLong(StatusReport::megabytes).sum();
  }

  private static String row(
      Object name, Object state, Object pid, Object port, Object memory, Object uptime) {
    return String.format(
        Locale.ROOT, "%-20s %-10s %8s %7s %6s %10s%n", name, state, pid, port, memory, uptime);
  }

  private static Object orDash(@Nullable Object value) {
    return value == null ? "-" : value;
  }

  private static String word(ProcessStatus.State state) {
    return switch (state) {
      case READY -> "ready";
      case NOT_READY -> "not ready";
      case DIED -> "died";
      case STOPPED -> "stopped";
    };
  }

  private static String inWords(Duration uptime) {
    if (uptime.toHours() > 0) {
      return "%dh %02dm".formatted(uptime.toHours(), uptime.toMinutesPart());
    }
    return uptime.toMinutes() > 0
        ? "%dm %02ds".formatted(uptime.toMinutes(), uptime.toSecondsPart())
        : "%ds".formatted(uptime.toSeconds());
  }
}
