package dev.memary.llmdouble;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a model stays after its last request: seconds, or a duration as Go writes it. */
final class KeepAlive {
  /** What a negative duration means; the longest that Go knows. */
  static final Duration FOREVER = Duration.ofDays(106_751);

  private static final Pattern DURATION =
      Pattern.compile("([-+]?)((?:\\d+(?:\\.\\d+)?(?:ns|us|ms|s|m|h))+)");
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|s|m|h)");
  private static final Map<String, Double> NANOS =
      Map.of("ns", 1d, "us", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9, "h", 3_600e9);

  private KeepAlive() {}

  static Optional<Duration> of(JsonNode wanted) throws Refusal {
    if (wanted.isMissingNode() || wanted.isNull()) {
      return Optional.empty();
    }
    double nanos = wanted.isNumber() ? wanted.asDouble() * 1e9 : nanos(wanted.asText());
    return Optional.of(nanos < 0 ? FOREVER : Duration.ofNanos((long) nanos));
  }

  private static double nanos(String written) throws Refusal {
    Matcher duration = DURATION.matcher(written);
    if (written.equals("0")) {
      return 0;
    }
    if (!duration.matches()) {
      throw Refusal.bad("time: invalid duration \"" + written + "\"");
    }
    double nanos =
        PART.matcher(duration.group(2))
            .results()
            .mapToDouble(p -> Double.parseDouble(p.group(1)) * NANOS.getOrDefault(p.group(2), 0d))
            .sum();
    return duration.group(1).equals("-") ? -nanos : nanos;
  }
}
